"""Signatures by a remote service, over a real line: both versions of the API, and all that can go wrong."""

from __future__ import annotations

import base64
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from decisions.signatures.csc import Csc, Service
from decisions.signatures.csc_v2 import CscV2, from_settings
from decisions.signatures.port import SigningFailed, ToSign
from tests.postgres import free_port
from tests.signatures.csc_credentials import CscService
from tests.signatures.csc_service import ECDSA_SHA256, RSA, RSA_SHA256, TOKEN
from tests.signatures.keys import (
    DAY,
    DIRECTOR,
    NOON,
    REGION,
    Identity,
    identity,
    new_key,
    require_pades,
    to_sign,
    without_issuers,
)
from tests.signatures.processes import running

PIN = "84719265"
KEPT = "Inget är undertecknat, och beslutet ligger kvar som det var."
VERSIONS = [Csc, CscV2]
SEAL = identity()
PERSON = identity("Direktör", number=2)


@pytest.fixture(scope="module")
def csc_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CscService]:
    folder, port = tmp_path_factory.mktemp("csc"), free_port()
    command = (sys.executable, "-m", "tests.signatures.csc_service", str(folder), str(port))
    with running(*command, port=port) as url:
        yield CscService(url, folder)


both_versions = pytest.mark.parametrize("version", VERSIONS)


def by_director(credential: str, secret: str = PIN) -> ToSign:
    return to_sign(replace(DIRECTOR, credential=credential), secret=secret)


def signed(back_end: Csc, wanted: ToSign) -> bytes:
    return back_end.finish(back_end.begin(wanted), {})


@both_versions
@pytest.mark.parametrize(
    ("kind", "algorithms"),
    [("ec", (ECDSA_SHA256,)), ("rsa", (RSA_SHA256, RSA)), ("rsa", (RSA,))],
)
def test_a_person_signs_with_a_key_at_the_service(
    csc_service: CscService, version: type[Csc], kind: str, algorithms: tuple[str, ...]
) -> None:
    person = identity("Direktör", kind=kind)
    credential = csc_service.add("person", person, algorithms=algorithms, codes={"PIN": PIN})

    cms = signed(version(csc_service.url, TOKEN), by_director(credential))

    require_pades(cms, person)
    assert csc_service.lines("refused") == []
    assert csc_service.lines("calls") == [
        f"/csc/{version.version}/credentials/info",
        f"/csc/{version.version}/credentials/authorize",
        f"/csc/{version.version}/signatures/signHash",
    ]


@both_versions
@pytest.mark.parametrize("codes", [{}, {"PIN": PIN}, {"OTP": PIN}])
def test_the_organisation_seals_with_a_key_at_the_service(
    csc_service: CscService, version: type[Csc], codes: dict[str, str]
) -> None:
    credential = csc_service.add("seal", SEAL, codes=codes)

    cms = signed(version(csc_service.url, TOKEN, credential, PIN), to_sign(REGION))

    require_pades(cms, SEAL)
    assert csc_service.lines("refused") == []


@both_versions
def test_a_wrong_code_is_tried_once_and_shown_nowhere(
    csc_service: CscService, version: type[Csc], caplog: pytest.LogCaptureFixture
) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN})
    csc_service.lines("calls")
    back_end = version(csc_service.url, TOKEN, seal_pin="4711")
    wanted = by_director(credential, secret="00000000")

    with pytest.raises(SigningFailed) as failed:
        signed(back_end, wanted)

    assert str(failed.value) == (
        f"Underskriftstjänsten lämnade inte ut nyckeln (400 invalid_pin). {KEPT} "
        "Kontrollera din kod innan du försöker igen. Efter några fel spärras den."
    )
    assert [call.rpartition("/")[2] for call in csc_service.lines("calls")] == ["info", "authorize"]
    shown = f"{failed.value!r} {failed.value.__cause__!r} {back_end!r} {wanted!r} {caplog.text}"
    shown += repr(Service(csc_service.url, credential, TOKEN))
    assert not any(secret in shown for secret in ("00000000", TOKEN, "4711"))
    assert "credentials/authorize: 400 invalid_pin" in caplog.text


def test_a_code_that_is_asked_for_and_missing_costs_no_try(csc_service: CscService) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN})
    csc_service.lines("calls")

    with pytest.raises(SigningFailed, match=rf"^Koden till underskriften saknas. {KEPT} Skriv den kod"):
        signed(Csc(csc_service.url, TOKEN), by_director(credential, secret=""))

    assert len(csc_service.lines("calls")) == 1


@both_versions
@pytest.mark.parametrize(
    ("habit", "wrong"),
    [
        ("html", r"kunde inte göra underskriften \(500\)"),
        ("html_as_ok", "svarade något som inte går att tolka"),
        ("redirect", r"kunde inte göra underskriften \(307\)"),
        ("no_json", "svarade något som inte går att tolka"),
        ("half_an_answer", "svarade något som inte går att tolka"),
        ("hangs_up", "Förbindelsen med underskriftstjänsten bröts"),
        ("no_signature", "svarade något som inte går att tolka"),
        ("other_words", "svarade något som inte går att tolka"),
        ("breaks_down", r"kunde inte göra underskriften \(503 busy\)"),
    ],
)
def test_a_service_that_misbehaves_is_told_of(
    csc_service: CscService,
    version: type[Csc],
    habit: str,
    wrong: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN}, habit=habit)

    with pytest.raises(SigningFailed, match=rf"{wrong}.* {KEPT} Försök igen om en stund.") as failed:
        signed(version(csc_service.url, TOKEN), by_director(credential))

    shown = f"{failed.value!r} {failed.value.__cause__!r} {caplog.text}"
    assert not any(secret in shown for secret in (PIN, TOKEN))


DER = base64.b64encode(SEAL.chain[0]).decode()


@both_versions
@pytest.mark.parametrize(
    "instead",
    [
        {"cert": None},
        {"cert": {"certificates": []}},
        {"cert": {"certificates": ["%%%"]}},
        {"cert": {"certificates": [base64.b64encode(b"no certificate").decode(), DER]}},
        {"cert": {"certificates": [DER[: len(DER) // 2], DER]}},
        {"key": {"algo": ["1.2.840.10045.4.3.4"]}},  # no algorithm that this key can be used with here
        {"key": {"algo": "1.2.840.10045.4.3.2"}},
        {"key": []},
        {"multisign": "flera"},
        {"PIN": None, "auth": None},
        {"authMode": ["explicit"], "auth": {"mode": {}}},
    ],
)
def test_an_answer_that_cannot_be_meant_signs_nothing(
    csc_service: CscService, version: type[Csc], instead: dict[str, Any]
) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN}, instead=instead)
    csc_service.lines("calls")

    with pytest.raises(SigningFailed, match=rf"^Under.*{KEPT}"):
        signed(version(csc_service.url, TOKEN), by_director(credential))

    assert not any("signHash" in call for call in csc_service.lines("calls"))


@both_versions
def test_a_service_that_never_answers_is_waited_for_so_long_and_no_longer(
    csc_service: CscService, version: type[Csc]
) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN}, habit="silent")
    began = time.monotonic()

    with pytest.raises(SigningFailed, match=rf"^Underskriftstjänsten svarade inte inom 0.5 sekunder. {KEPT}"):
        signed(version(csc_service.url, TOKEN, patience=0.5), by_director(credential))

    assert time.monotonic() - began < 5


def test_a_service_that_is_not_there_is_told_of() -> None:
    with pytest.raises(SigningFailed, match=rf"^Underskriftstjänsten går inte att nå. {KEPT} Försök igen"):
        signed(Csc(f"http://127.0.0.1:{free_port()}", TOKEN), by_director("person"))


@both_versions
def test_a_signature_by_another_key_is_found_before_anything_is_kept(
    csc_service: CscService, version: type[Csc]
) -> None:
    other = replace(PERSON, key=new_key("ec", 7)).key_der()
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN}, key=other)

    with pytest.raises(SigningFailed, match=rf"gjord med en annan nyckel än certifikatets. {KEPT}"):
        signed(version(csc_service.url, TOKEN), by_director(credential))


@pytest.mark.parametrize(
    ("of", "wrong"),
    [
        (without_issuers(PERSON), "saknar utfärdarens certifikat"),
        (identity(last=NOON - DAY / 2), "gick ut 2020-08-31"),
        (identity(uses=["digital_signature"]), "är inte utfärdat för underskrifter"),
    ],
)
def test_a_certificate_that_may_not_sign_is_never_asked_to(
    csc_service: CscService, of: Identity, wrong: str
) -> None:
    credential = csc_service.add("person", of, codes={"PIN": PIN})
    csc_service.lines("calls")

    with pytest.raises(SigningFailed, match=rf"^Certifikatet hos underskriftstjänsten {wrong}.* {KEPT}"):
        signed(Csc(csc_service.url, TOKEN), by_director(credential))

    assert len(csc_service.lines("calls")) == 1


EMPTY: dict[str, object] = {"auth": {"mode": "oauth2code"}, "authMode": "oauth2code"}
TWO = {"PIN": PIN, "OTP": "123456"}


@both_versions
def test_what_takes_more_than_one_code_is_not_tried(csc_service: CscService, version: type[Csc]) -> None:
    two = csc_service.add("two", PERSON, codes=TWO)
    login = csc_service.add("login", PERSON, auth={"v1": EMPTY, "v2": EMPTY})
    back_end = version(csc_service.url, TOKEN)

    with pytest.raises(SigningFailed, match=rf"kräver mer än en kod, och det går inte härifrån. {KEPT}"):
        signed(back_end, by_director(two))
    with pytest.raises(SigningFailed, match=rf"kräver inloggning hos underskriftstjänsten.*{KEPT}"):
        signed(back_end, by_director(login))


def test_certificates_that_are_not_above_the_persons_are_left_out(csc_service: CscService) -> None:
    stray = identity("Annan", number=5).certificate
    more = replace(PERSON, issuers=(stray, *PERSON.issuers))
    credential = csc_service.add("person", more, codes={"PIN": PIN})

    require_pades(signed(Csc(csc_service.url, TOKEN), by_director(credential)), PERSON)


@pytest.mark.parametrize(
    ("wanted", "wrong"),
    [
        (by_director(""), "Du har ingen underskrift hos underskriftstjänsten."),
        (to_sign(REGION), "Underskriftstjänsten har ingen stämpel för organisationen (CSC_SEAL_CREDENTIAL)."),
    ],
)
def test_without_a_credential_nothing_is_asked(csc_service: CscService, wanted: ToSign, wrong: str) -> None:
    csc_service.lines("calls")

    with pytest.raises(SigningFailed) as failed:
        signed(Csc(csc_service.url, TOKEN), wanted)

    assert str(failed.value).startswith(f"{wrong} {KEPT} Den som förvaltar systemet behöver")
    assert csc_service.lines("calls") == []


def test_a_token_that_the_service_does_not_know_is_told(csc_service: CscService) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN})

    with pytest.raises(
        SigningFailed, match=rf"känner inte igen organisationen \(CSC_TOKEN, CSC_CLIENT_ID\). {KEPT}"
    ):
        signed(Csc(csc_service.url, "fel"), by_director(credential))


@both_versions
def test_a_token_can_be_fetched_for_each_signature(csc_service: CscService, version: type[Csc]) -> None:
    credential = csc_service.add("person", PERSON, codes={"PIN": PIN})
    back_end = version(
        csc_service.url,
        "",
        client="regionen",
        client_secret="hemligheten",
        token_url=f"{csc_service.url}/oauth2/token",
    )

    require_pades(signed(back_end, by_director(credential)), PERSON)
    with pytest.raises(SigningFailed, match="känner inte igen organisationen") as failed:
        signed(replace(back_end, client_secret="gissning"), by_director(credential))

    assert "hemligheten" not in repr(back_end)
    assert "gissning" not in f"{failed.value!r} {failed.value.__cause__!r}"


def test_codes_are_never_sent_in_the_clear() -> None:
    with pytest.raises(SigningFailed, match=r"^Adressen till underskriftstjänsten.*måste börja med https://"):
        signed(Csc("http://csc.example.org", TOKEN), by_director("person"))


def test_the_start_is_stopped_by_a_seal_that_could_not_be_used(csc_service: CscService) -> None:
    late = NOON + 3 * DAY
    good = Csc(csc_service.url, TOKEN, csc_service.add("seal", SEAL))

    good.require_usable(NOON)
    with pytest.raises(
        ImproperlyConfigured, match=r"gick ut 2020-09-01. Inget har startats. Den som förvaltar"
    ):
        good.require_usable(late)
    with pytest.raises(ImproperlyConfigured, match=r"känner inte igen organisationen.*Inget har startats"):
        replace(good, token="fel").require_usable(NOON)
    with pytest.raises(ImproperlyConfigured, match=r"måste börja med https://. Inget har startats"):
        replace(good, url="http://csc.example.org").require_usable(NOON)


def test_the_start_is_not_stopped_by_a_service_that_is_down(
    csc_service: CscService, caplog: pytest.LogCaptureFixture
) -> None:
    Csc(f"http://127.0.0.1:{free_port()}", TOKEN, "seal").require_usable(NOON)
    Csc(csc_service.url, TOKEN, csc_service.add("seal", SEAL, habit="html")).require_usable(NOON)

    assert "Underskriftstjänsten går inte att nå. Programmet startar ändå." in caplog.text
    assert "kunde inte göra underskriften (500). Programmet startar ändå." in caplog.text


@pytest.mark.parametrize(("word", "version"), [("1", Csc), ("2", CscV2)])
def test_the_settings_say_which_service_it_is(
    csc_service: CscService, settings: Settings, word: str, version: type[Csc]
) -> None:
    settings.CSC_URL, settings.CSC_VERSION = f"{csc_service.url}/", word
    settings.CSC_TOKEN_URL = f"{csc_service.url}/oauth2/token"
    settings.CSC_CLIENT_ID, settings.CSC_CLIENT_SECRET = "regionen", "hemligheten"
    settings.CSC_SEAL_CREDENTIAL = csc_service.add("seal", SEAL, codes={"PIN": PIN})
    settings.CSC_SEAL_PIN = PIN

    back_end = from_settings()

    assert type(back_end) is version
    require_pades(signed(back_end, to_sign(REGION)), SEAL)


def test_no_settings_stop_the_start(settings: Settings) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\(CSC_URL, CSC_TOKEN_URL\).*Inget har startats"):
        from_settings().require_usable(NOON)


def test_each_signatory_has_a_level_of_its_own() -> None:
    back_end = Csc("https://csc.example.org", TOKEN)

    assert back_end.level(DIRECTOR) == "Avancerad elektronisk underskrift"
    assert back_end.level(REGION) == "Avancerad elektronisk stämpel"
