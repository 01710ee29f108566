"""The department's own files, stood in for by an XSD and XSLTs of ours that differ from the built-in ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from swf_desktop.collection import Collection
from swf_desktop.record import Source
from tests.validation.reports.report_samples import a_return, person
from validation.finding import Severity
from validation.official import FILES_RULE, SCHEMA_RULE, official_findings, year_folder

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <SchoolWorkforceMembers>
    <SchoolWorkforceMember>
      <StaffDetails>
        <StaffMemberName><PersonFamilyName>Smith</PersonFamilyName></StaffMemberName>
        <GenderCurrent>7</GenderCurrent>
      </StaffDetails>
    </SchoolWorkforceMember>
  </SchoolWorkforceMembers>
</Message>
"""

# Unlike the built-in schema, this one has a list of genders and asks for a birth date.
SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:include schemaLocation="types.xsd"/>
  <xs:element name="Message"><xs:complexType><xs:sequence>
    <xs:element name="SchoolWorkforceMembers"><xs:complexType><xs:sequence>
      <xs:element name="SchoolWorkforceMember" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="StaffDetails"><xs:complexType><xs:sequence>
          <xs:element name="StaffMemberName"/>
          <xs:element name="GenderCurrent" type="gender"/>
          <xs:element name="PersonBirthDate" type="xs:date"/>
        </xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""

TYPES = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:simpleType name="gender"><xs:restriction base="xs:string">
    <xs:enumeration value="1"/><xs:enumeration value="2"/>
  </xs:restriction></xs:simpleType>
</xs:schema>"""

STAFF = "/Message/SchoolWorkforceMembers/SchoolWorkforceMember/StaffDetails"


def _sheet(body: str, top: str = "") -> str:
    return (
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
        f' xmlns:exsl="http://exslt.org/common">{top}<xsl:template match="/">{body}</xsl:template></xsl:stylesheet>'
    )


CHECKS = _sheet(
    """<Result><Summary><Error>not counted as one</Error></Summary><Errors>
    <xsl:for-each select="//StaffDetails[not(PersonBirthDate)]">
      <Error><Type>Error</Type><Sequence>4190</Sequence><Location>/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]/StaffDetails</Location>
        <Message>No date of birth</Message></Error>
    </xsl:for-each>
    <Query Sequence="4160Q" Location="Smith">No NI number</Query>
    </Errors></Result>""".replace("<Error>not counted as one</Error>", "")
)


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "message.xml"
    path.write_text(MESSAGE, encoding="utf-8")
    return path


def _folder(tmp_path: Path, **files: str) -> Path:
    folder = year_folder(tmp_path / "official", 2013)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_no_files_no_findings(message: Path, tmp_path: Path) -> None:
    assert official_findings(message, tmp_path / "none") == []
    assert official_findings(message, _folder(tmp_path, readme_txt="x")) == []


def test_a_schema_of_their_own(message: Path, tmp_path: Path) -> None:
    found = official_findings(message, _folder(tmp_path, swf_xsd=SCHEMA, types_xsd=TYPES))
    assert [(one.rule, one.severity, one.xpath, one.source) for one in found] == [
        (SCHEMA_RULE, Severity.SCHEMA, f"{STAFF}/GenderCurrent", Source("message.xml", None, 7, None)),
        (SCHEMA_RULE, Severity.SCHEMA, STAFF, Source("message.xml", None, 5, None)),
    ]
    assert "swf.xsd" in found[0].action


def test_findings_lead_to_the_record_and_cell(message: Path, tmp_path: Path) -> None:
    collection = Collection.load(2013)
    return_ = a_return(collection, person(collection, "Smith", "Jane", 5, GenderCurrent="7"))
    found = official_findings(
        message, _folder(tmp_path, swf_xsd=SCHEMA, types_xsd=TYPES), return_=return_, collection=collection
    )
    assert [(one.person, one.field, one.value, one.source) for one in found] == [
        ("SMITH, Jane", "staff.GenderCurrent", "7", Source("hr.xlsx", "Staff", 5, "E")),
        ("SMITH, Jane", None, None, Source("hr.xlsx", "Staff", 5, None)),
    ]


def test_a_transformation_of_their_own(message: Path, tmp_path: Path) -> None:
    found = official_findings(message, _folder(tmp_path, checks_xslt=CHECKS))
    assert [(one.rule, one.severity, one.message, one.xpath, one.source) for one in found] == [
        (
            "DfE 4190",
            Severity.ERROR,
            "No date of birth",
            "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]/StaffDetails",
            Source("message.xml", None, 5, None),
        ),
        ("DfE 4160Q", Severity.QUERY, "No NI number (Smith)", "/Message", None),
    ]


@pytest.mark.parametrize(
    ("name", "files", "reason"),
    [
        ("not XML", {"swf_xsd": "<xs:schema"}, "not well-formed"),
        ("no schema", {"swf_xsd": SCHEMA.replace('type="gender"', 'type="nothing"'), "types_xsd": TYPES}, "no schema"),
        ("part missing", {"swf_xsd": SCHEMA}, "not in the folder"),
        ("network", {"swf_xsd": SCHEMA.replace("types.xsd", "http://localhost:9/t.xsd")}, "outside the folder"),
        ("outside", {"swf_xsd": SCHEMA.replace("types.xsd", "../../message.xml")}, "outside the folder"),
        (
            "in a part",
            {"swf_xsd": SCHEMA, "types_xsd": SCHEMA.replace("types.xsd", "/etc/passwd")},
            "outside the folder",
        ),
        ("other root", {"swf_xsd": TYPES}, "None of the .xsd files"),
        ("base", {"swf_xsd": SCHEMA.replace("<xs:include", '<xs:include xml:base="http://localhost:9/"')}, "xml:base"),
        ("entity", {"a_xsl": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _sheet("&e;")}, "entities"),
        ("no transformation", {"a_xsl": _sheet("<xsl:value-of select='((('/>")}, "no transformation"),
        ("include", {"a_xsl": _sheet("x", '<xsl:include href="http://localhost:9/x.xsl"/>')}, "outside the folder"),
        ("stops", {"a_xsl": _sheet("<xsl:message terminate='yes'>x</xsl:message>")}, "could not be run"),
    ],
)
def test_files_that_cannot_be_used(
    message: Path, tmp_path: Path, name: str, files: dict[str, str], reason: str
) -> None:
    found = official_findings(message, _folder(tmp_path, **files))
    assert [(one.rule, one.severity) for one in found] == [(FILES_RULE, Severity.QUESTION)], name
    assert reason in found[0].message


def test_a_transformation_reads_and_writes_nothing(message: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<s>secret</s>", encoding="utf-8")
    reads = _sheet(f"<Errors><Error><xsl:value-of select=\"document('{secret.as_uri()}')\"/></Error></Errors>")
    target = tmp_path / "written.xml"
    writes = _sheet(f'<exsl:document href="{target.as_uri()}"><x/></exsl:document>').replace(
        'version="1.0"', 'version="1.0" extension-element-prefixes="exsl"', 1
    )
    found = official_findings(message, _folder(tmp_path, a_xsl=reads, b_xsl=writes))
    assert all("secret" not in one.message for one in found)
    assert not target.exists()


def test_what_takes_too_long_is_stopped(message: Path, tmp_path: Path) -> None:
    endless = _sheet(
        "<xsl:call-template name='again'/>",
        "<xsl:template name='again'><xsl:for-each select='//*|//text()'><xsl:for-each select='//*|//text()'>"
        "<xsl:for-each select='//*|//text()'><xsl:for-each select='//*|//text()'><xsl:for-each select='//*|//text()'>"
        "<xsl:for-each select='//*|//text()'><xsl:for-each select='//*|//text()'>"
        "<xsl:value-of select='count(//*[.//text()])'/></xsl:for-each></xsl:for-each></xsl:for-each></xsl:for-each>"
        "</xsl:for-each></xsl:for-each></xsl:for-each></xsl:template>",
    )
    (found,) = official_findings(message, _folder(tmp_path, a_xsl=endless), seconds=2)
    assert found.rule == FILES_RULE
    assert "longer than 2 seconds" in found.message


def test_a_message_that_is_no_xml(tmp_path: Path) -> None:
    path = tmp_path / "message.xml"
    path.write_text("<Message>", encoding="utf-8")
    (found,) = official_findings(path, _folder(tmp_path, swf_xsd=SCHEMA, types_xsd=TYPES))
    assert (found.rule, found.severity) == (SCHEMA_RULE, Severity.SCHEMA)
    assert "not well-formed" in found.message


def _greedy() -> str:
    """A transformation that doubles a text until the memory is gone."""
    call = '<xsl:call-template name="more"><xsl:with-param name="text" select="{}"/></xsl:call-template>'
    return _sheet(
        call.format("'many bytes of text'"),
        f'<xsl:template name="more"><xsl:param name="text"/>{call.format("concat($text, $text)")}</xsl:template>',
    )


def test_a_transformation_that_takes_all_memory_drops_itself_alone(tmp_path: Path) -> None:
    folder = year_folder(tmp_path / "official", 2013)
    folder.mkdir(parents=True)
    (folder / "a greedy.xslt").write_text(_greedy(), encoding="utf-8")
    (folder / "b good.xslt").write_text(CHECKS, encoding="utf-8")
    (tmp_path / "a.xml").write_text(MESSAGE, encoding="utf-8")
    found = official_findings(tmp_path / "a.xml", folder, seconds=60, most=1 << 30)
    ours = [one for one in found if one.rule == FILES_RULE]
    assert ["a greedy.xslt" in one.message for one in ours] == [True]
    (folder / "a greedy.xslt").unlink()
    alone = official_findings(tmp_path / "a.xml", folder, seconds=60)
    assert alone
    assert [one for one in found if one.rule != FILES_RULE] == alone
