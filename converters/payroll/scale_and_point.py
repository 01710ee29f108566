"""Scale, region and spine point of a contract, from codes that the rows settled or from what people wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converters.payroll.item import Item
from converters.payroll.keys import BARE_KEY, REGION_KEY, SUPPORT_POINTS_KEY, point_key, which_point_key
from converters.recipe.question import Asker
from swf_desktop.collection import Code, Collection
from swf_desktop.pay.points import (
    BARE_WITHOUT_SCALE,
    TEACHER_POSTS,
    CodeReading,
    PointReading,
    is_leading_practitioner,
    read_point,
    read_region,
    read_scale,
    region_of_authority,
)


class CodeReader:
    """Reads codes, each text once. lea: the school's LA, which gives the region where the source has none."""

    def __init__(self, collection: Collection, lea: str | None, answers: Mapping[str, str], asker: Asker) -> None:
        self.collection = collection
        self.answers = answers
        self.ask = asker
        self.of_authority = region_of_authority(lea, collection)
        self.scales = collection.code_sets[collection.fields["contract.Scale"].code_set].codes
        self.regions = collection.code_sets[collection.fields["contract.RegionSpine"].code_set].codes
        self._points: dict[tuple[str, str | None], PointReading] = {}
        self._read: dict[tuple[str, str], CodeReading] = {}

    def read(self, item: Item) -> None:
        """Fill scale, region and point of an item, with what was done in words."""
        scale = self._code(item, "Scale", self.scales, read_scale)
        code = scale.code
        text = item.text("SpinePoint")
        point = self._point(text, code) if text else PointReading("")
        support = point.pattern == BARE_WITHOUT_SCALE and item.post is not None and item.post not in TEACHER_POSTS
        if support and (scale_of := self.answers.get(SUPPORT_POINTS_KEY, "")) in ("NJ", "OT"):
            point = self._point(text, scale_of)
        item.reading = point
        if scale.rule and not (point.point and point.scale == code):
            item.remarks.append(scale.rule)
        if point.rule:
            item.remarks.append(point.rule)
        if code is None and point.scale is not None and not point.question:
            code = point.scale
            item.remarks.append(f"The scale {code} follows from the point.")
        if point.doubt:
            item.doubts.append(point.doubt)
        item.scale = code
        self._region(item)
        if point.question:
            item.doubts.append(point.question)
            self._ask_point(item, point)
        chosen = self.answers.get(which_point_key(item.record), "").strip().upper()
        item.point = point.point or point.outside or chosen or None
        scales = self.collection.code_sets[self.collection.fields["contract.Scale"].code_set]
        if code in ("OT", None) and not scales.holds("LP"):
            names = (item.text("Scale"), item.text("JobTitle"))
            item.leading_practitioner = (code == "OT" and item.post == "EXL") or any(
                map(is_leading_practitioner, names)
            )

    def _code(
        self,
        item: Item,
        tag: str,
        codes: Mapping[str, Code],
        read: Callable[[str, Collection], CodeReading],
    ) -> CodeReading:
        """Return a code as the reading of the rows settled it, else as the text says where that is certain."""
        for level in item.levels:
            value = level.values.get(tag)
            if value is None:
                continue
            if isinstance(value.sent, str) and value.sent in codes:
                return CodeReading(value.raw, code=value.sent)
            key = tag, value.raw
            if key not in self._read:
                self._read[key] = read(value.raw, self.collection)
            return self._read[key]
        return CodeReading("")

    def _region(self, item: Item) -> None:
        """Fill the region: the source's, else for a teacher the one that the school's LA gives, or as was answered."""
        found = self._code(item, "RegionSpine", self.regions, read_region)
        item.region = found.code
        if found.rule:
            item.remarks.append(found.rule)
        if found.code is not None or item.text("RegionSpine") or not item.teacher:
            return
        answer = self.answers.get(REGION_KEY, "").strip().upper()
        if answer in self.regions:
            item.region = answer
            item.remarks.append(f"The source has no pay region; {answer} is the school's, as was answered.")
        elif self.of_authority.code is not None:
            item.region = self.of_authority.code
            item.remarks.append(self.of_authority.rule)
        else:
            choices = tuple((code, self.regions[code].description) for code in self.of_authority.choices)
            self.ask.answer(REGION_KEY, self.of_authority.question, choices, item.record, "RegionSpine")

    def _point(self, text: str, scale: str | None) -> PointReading:
        key = text, scale
        if key not in self._points:
            bare = self.answers.get(BARE_KEY, "") == "of the scale"
            reading = read_point(text, scale, self.collection, bare_of_scale=bare)
            answer = self.answers.get(point_key(text), "")
            shown = text.strip()
            if answer == "no point":
                rule = f"“{shown}” is no point, as was answered."
                reading = PointReading(text, rule=rule, payments=reading.payments)
            elif answer:
                settled = read_point(answer, scale, self.collection)
                if settled.point is not None:
                    rule = f"“{shown}” is {settled.point}, as was answered."
                    reading = PointReading(text, settled.point, settled.scale, payments=reading.payments, rule=rule)
            self._points[key] = reading
        return self._points[key]

    def _ask_point(self, item: Item, point: PointReading) -> None:
        if point.pattern == BARE_WITHOUT_SCALE and item.post is not None and item.post not in TEACHER_POSTS:
            # One question for all of them: whatever scale it is, it is no teacher's.
            self.ask.answer(
                SUPPORT_POINTS_KEY,
                f"Support staff have points that are numbers alone, such as {point.raw.strip()}, and no scale. Which "
                "scale are they on?",
                (("NJ", "the local government (NJC) spine"), ("OT", "another scale")),
                item.record,
                "SpinePoint",
            )
            return
        if point.pattern == "bare number":
            self.ask.answer(
                BARE_KEY,
                "The point column has numbers without the letters that are part of a point's code. Are they "
                "points of the "
                f"scale beside them ({point.raw.strip()} under {item.scale} is {point.choices[0]})?",
                (("of the scale", "each number is a point of its row's scale"), ("no", "they are something else")),
                item.record,
                "SpinePoint",
            )
            return
        choices = (*((choice, "") for choice in point.choices), ("no point", "paid between points, or not by points"))
        self.ask.answer(point_key(point.raw), point.question, choices, item.record, "SpinePoint", own=True)
