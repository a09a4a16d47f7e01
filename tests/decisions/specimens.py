"""One document of every kind with all that it can say, of an invented organisation with a profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from decisions.documents import (
    Announced,
    Appeal,
    BasisRow,
    DecisionDocument,
    Document,
    LetterDocument,
    Logo,
    NoticeDocument,
    OwnProtocolDocument,
    Profile,
    ReportDocument,
    Sender,
    Signature,
)
from tests.decisions import test_documents
from tests.world import ROOT

LOGO = Logo((ROOT / "fixtures" / "logo.svg").read_bytes(), "image/svg+xml", "Region Exempel")
PROFILE = Profile(
    number="239999-0007",
    address="Box 100\n831 00 Exempelstad",
    phone="063-14 75 00",
    email="regionen@example.org",
    web="www.example.org",
    colour="#7a1f5c",
    second_colour="#e0a526",
    logo=LOGO,
)
SENDER = Sender("Näringsliv", "Handläggaren", "063-14 65 21", "handlaggaren@example.org")
SIGNATURE = Signature(
    "Direktören",
    "Regional utvecklingsdirektör",
    verification_code="7F3K9QXA22LM",
    verification_url="https://beslut.example.org/kontroll/7F3K9QXA22LM",
)
APPEAL = Appeal("legality_review", "Förvaltningsrätten i Exempelstad", "Box 2, 831 01 Exempelstad", "Box 100")
DIGEST = "9214b9d95e4231c609802815c2646c98174e2102d0d37f88978a7f8e71006e6a"

DECISION: DecisionDocument = replace(
    test_documents.DECISION,
    sender=SENDER,
    title="Avsiktsförklaring om industriell symbios",
    background=(
        "<p>Regionen har fått en förfrågan från ett kluster i grannlandet om att delta i ett program som ska "
        "öka kapaciteten för innovation och samverkan. Klustret har fokus på grön industri och cirkulär "
        "ekonomi.</p>"
        "<p>Förfrågan ligger i linje med den regionala utvecklingsstrategin. Ett deltagande innebär inget "
        "ekonomiskt åtagande för regionen; varje insats prövas för sig.</p>"
    ),
    basis=(
        BasisRow("Förslag till avsiktsförklaring", date(2020, 8, 25), DIGEST),
        BasisRow("Förfrågan från klustret", date(2020, 8, 11), DIGEST[::-1]),
    ),
    consulted=(BasisRow("Ekonomichef", date(2020, 8, 28)),),
    order_adopted_in="RUN §\N{NO-BREAK SPACE}123/2019",
    signature=SIGNATURE,
    appeal=APPEAL,
    profile=PROFILE,
)
LETTER: LetterDocument = replace(
    test_documents.LETTER,
    sender=SENDER,
    recipient="The Managing Director",
    recipient_organisation="Exempelklyngen",
    body=(
        "<p>Dear Sir,</p><p>Region Exempel hereby expresses its intention to take part in the programme, "
        "which aims at increasing the capacity for innovation within green industry and the circular "
        "economy.</p>"
        "<h3>What the region intends</h3><ul><li>to share its experience of regional development;</li>"
        "<li>to invite companies in the county to joint activities.</li></ul>"
        "<h3>No commitment</h3><p>This letter binds neither party economically. Any further undertaking "
        "requires a new decision by the competent body.</p>"
    ),
    signature=SIGNATURE,
    profile=PROFILE,
)
REPORT: ReportDocument = replace(test_documents.REPORT, profile=PROFILE)
ORDER = replace(test_documents.ORDER, profile=PROFILE)
OWN_PROTOCOL = OwnProtocolDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    number="2020:12",
    day=date(2020, 8, 31),
    adjusted_on=date(2020, 9, 1),
    dnr="RUN/495/2020",
    title="Avskrivning av fordran på Exempelbolaget AB",
    decision="<p>Fordran på 12 400 kronor skrivs av.</p>",
    order_title="Delegationsbestämmelser för regionala utvecklingsnämnden",
    order_version="2020:1",
    order_adopted_in="RUN §\N{NO-BREAK SPACE}123/2019",
    point="2.4",
    point_title="Avskrivning av fordran",
    decided_as="ordinarie regional utvecklingsdirektör",
    signature=SIGNATURE,
    appeal=APPEAL,
    unit="Näringsliv",
    profile=PROFILE,
)
NOTICE = NoticeDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    about=Announced.MINUTES,
    day=date(2020, 9, 23),
    reference="§§ 80–95",
    adjusted_on=date(2020, 10, 2),
    kept_at="Region Exempels kansli\nStorgatan 1, Exempelstad",
    announced_on=date(2020, 10, 5),
    last_day=date(2020, 10, 26),
    taken_down_from=date(2020, 10, 27),
    posted_by="Nämndsekreteraren",
    appeal=APPEAL,
    profile=PROFILE,
)
NOTICE_OF_OWN = replace(
    NOTICE,
    about=Announced.OWN_PROTOCOL,
    day=date(2020, 8, 31),
    reference=OWN_PROTOCOL.number,
    matter=OWN_PROTOCOL.title,
    dnr=OWN_PROTOCOL.dnr,
)
EVERY: dict[str, Document] = {
    "decision": DECISION,
    "letter": LETTER,
    "report": REPORT,
    "order": ORDER,
    "own_protocol": OWN_PROTOCOL,
    "notice": NOTICE,
}
