"""The organisation's seal in a token, here SoftHSM."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pkcs11
import pytest
from django.core.exceptions import ImproperlyConfigured
from pkcs11 import Attribute, ObjectClass, TokenFlag
from pkcs11.util.x509 import decode_x509_certificate
from pytest_django import Settings

from decisions.signatures import pkcs11 as back_ends
from decisions.signatures.pkcs11 import Pkcs11
from decisions.signatures.port import SigningFailed
from tests.signatures.keys import DAY, DIRECTOR, NOON, REGION, identity, require_pades, to_sign
from tests.signatures.softhsm import MODULE, PIN, SoftHsm

KEPT = "Inget är undertecknat, och beslutet ligger kvar som det var."
SEAL = identity()


@pytest.fixture
def softhsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftHsm]:
    """With one token, Region, that holds one seal, stampel."""
    made = SoftHsm(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(made.configure()))
    made.add_token("Region")
    made.put("Region", "stampel", SEAL)
    yield made
    back_ends._refused.clear()
    BACK_END._leave()


BACK_END = Pkcs11(MODULE, "Region", "stampel", PIN)


def sealed(back_end: Pkcs11 = BACK_END) -> bytes:
    return back_end.finish(back_end.begin(to_sign()), {})


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_seal_is_a_pades_signature_by_the_key_in_the_token(softhsm: SoftHsm, kind: str) -> None:
    region = identity(kind=kind)
    softhsm.put("Region", kind, region)

    cms = sealed(replace(BACK_END, label=kind))

    require_pades(cms, region)


def test_one_login_serves_many_seals_and_many_threads(softhsm: SoftHsm) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: sealed(), range(12)))

    for cms in made:
        require_pades(cms, SEAL)


# The library complains, when a search is thrown away, that its session is gone.
lost = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@lost
def test_a_session_lost_between_two_seals_is_opened_anew(softhsm: SoftHsm) -> None:
    sealed()
    pkcs11.lib(MODULE).reinitialize()  # as when the device was unplugged and put back

    require_pades(sealed(), SEAL)


@lost
def test_a_token_lost_between_two_seals_is_told(softhsm: SoftHsm) -> None:
    sealed()
    pkcs11.lib(MODULE).finalize()
    softhsm.remove_everything()

    with pytest.raises(
        SigningFailed, match=rf"^Det finns inte exakt en enhet \(token\) som heter Region. {KEPT}"
    ):
        sealed()


def test_a_wrong_pin_is_tried_once_and_told_without_the_pin(
    softhsm: SoftHsm, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = replace(BACK_END, pin="000000")

    with pytest.raises(SigningFailed) as first:
        sealed(wrong)
    with softhsm.session("Region"):
        pass  # someone else logs in with the right one, so that the token no longer remembers
    with pytest.raises(SigningFailed) as second:
        sealed(wrong)

    assert str(first.value).startswith(f"PIN-koden till organisationens stämpel är fel eller spärrad. {KEPT}")
    assert str(second.value).startswith(
        "PIN-koden till organisationens stämpel har varit fel och provas inte"
    )
    assert not softhsm.flags("Region") & TokenFlag.USER_PIN_COUNT_LOW
    shown = f"{first.value} {first.value.__cause__} {second.value} {wrong!r} {caplog.text}"
    assert "000000" not in shown


def test_a_pin_that_was_wrong_in_another_process_is_not_tried_again(softhsm: SoftHsm) -> None:
    with pytest.raises(pkcs11.PinIncorrect), softhsm.session("Region", pin="000000"):
        pass

    with pytest.raises(SigningFailed, match="har varit fel och provas inte igen"):
        sealed()

    with softhsm.session("Region"):
        pass  # the right one, given with the token's own tool
    require_pades(sealed(), SEAL)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"token": "Regionen"}, "Det finns inte exakt en enhet (token) som heter Regionen."),
        ({"label": "sigill"}, "Enheten Region har 0 certifikat med namnet sigill, och ska ha ett."),
        ({"module": "/usr/lib/saknas.so"}, "Enheten med organisationens stämpel går inte att använda ("),
        ({"pin": ""}, "PIN-koden till organisationens stämpel (SEAL_PKCS11_PIN) saknas."),
    ],
)
def test_what_is_not_there_stops_the_seal_and_the_start(
    softhsm: SoftHsm, changed: dict[str, str], wrong: str
) -> None:
    back_end = replace(BACK_END, **changed)

    with pytest.raises(SigningFailed) as failed:
        sealed(back_end)
    with pytest.raises(ImproperlyConfigured) as stopped:
        back_end.require_usable(NOON)

    assert str(failed.value).startswith(wrong)
    assert KEPT in str(failed.value)
    assert str(stopped.value).startswith(wrong)
    assert "Inget har startats. Den som förvaltar systemet" in str(stopped.value)


def test_a_key_that_is_not_the_certificates_seals_nothing(softhsm: SoftHsm) -> None:
    with softhsm.session("Region") as session:
        for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}):
            key.destroy()
    softhsm.put("Region", "stampel", identity(number=1), with_certificate=False)

    with pytest.raises(SigningFailed, match="gjord med en annan nyckel än certifikatets"):
        sealed()


def test_a_certificate_without_its_key_seals_nothing(softhsm: SoftHsm) -> None:
    with softhsm.session("Region") as session:
        for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}):
            key.destroy()

    with pytest.raises(
        SigningFailed, match=rf"^Enheten med organisationens stämpel går inte att använda.*{KEPT}"
    ):
        sealed()


def test_what_is_no_certificate_is_told(softhsm: SoftHsm) -> None:
    with softhsm.session("Region") as session:
        junk = decode_x509_certificate(SEAL.chain[0]) | {Attribute.VALUE: b"junk", Attribute.TOKEN: True}
        session.create_object(junk | {Attribute.LABEL: "skräp", Attribute.PRIVATE: False})

    with pytest.raises(SigningFailed, match=r"går inte att använda \(ValueError\)"):
        sealed(replace(BACK_END, label="skräp"))


def test_an_expired_certificate_in_the_token_stops_the_start(softhsm: SoftHsm) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"^Stämpelns certifikat gick ut 2020-09-01. Inget har startats"
    ):
        BACK_END.require_usable(NOON + 2 * DAY)


def test_the_settings_say_which_token_it_is(softhsm: SoftHsm, settings: Settings) -> None:
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN = MODULE, "Region"
    settings.SEAL_PKCS11_LABEL, settings.SEAL_PKCS11_PIN = "stampel", PIN

    require_pades(sealed(back_ends.from_settings()), SEAL)


def test_the_start_spends_no_try_of_the_pin(softhsm: SoftHsm) -> None:
    replace(BACK_END, pin="000000").require_usable(NOON)

    assert not softhsm.flags("Region") & TokenFlag.USER_PIN_COUNT_LOW


def test_a_worker_forked_after_the_start_seals(softhsm: SoftHsm, tmp_path: Path) -> None:
    module = pkcs11.lib(MODULE)
    BACK_END.require_usable(NOON)
    assert not module.initialized  # PKCS#11 lets no fork inherit a module that is in use

    worker = get_context("fork").Process(target=lambda: (tmp_path / "cms").write_bytes(sealed()))
    worker.start()
    worker.join(20)

    require_pades((tmp_path / "cms").read_bytes(), SEAL)


def test_a_seal_never_stands_for_a_person(softhsm: SoftHsm) -> None:
    with pytest.raises(SigningFailed, match=r"^Organisationens stämpel kan inte användas som en persons"):
        BACK_END.finish(BACK_END.begin(to_sign(DIRECTOR)), {})

    assert BACK_END.level(REGION) == "Avancerad elektronisk stämpel"
