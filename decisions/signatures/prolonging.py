"""A signature is prolonged before what it rests on ends (B-LTA): evidence, and a time stamp over it all."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from decisions.signatures import configured, container, evidence, pades
from decisions.signatures.port import DIGEST, SigningFailed
from decisions.signatures.timestamps import TimeStamps, time_of
from decisions.signatures.validation import validate
from decisions.signatures.waiting import waited


def prolong(pdf: bytes, *, at: datetime) -> bytes:
    """`pdf` with a document time stamp over all its signatures and their evidence. Raises SigningFailed.

    What was signed is still there byte for byte, first in the file.
    """
    stamps = configured.time_stamps()
    if stamps is None:
        raise SigningFailed(
            "Underskrifterna kan inte förlängas utan en tidsstämpeltjänst. Dokumentet är oförändrat. Den som "
            "förvaltar systemet anger TSA_URL."
        )
    found = validate(pdf, at=at)
    if not found.is_valid:
        raise SigningFailed(
            f"Underskrifterna kan inte förlängas: {found.reason} Dokumentet är oförändrat. Den som förvaltar "
            "systemet jämför det med säkerhetskopian."
        )
    return _time_stamped(pdf, stamps, at)


def _time_stamped(pdf: bytes, stamps: TimeStamps, at: datetime) -> bytes:
    update = pades.Update(BytesIO(pdf))
    name = _new_field(update, 1 + len(PdfFileReader(BytesIO(pdf)).embedded_timestamp_signatures))
    sample = waited(stamps.async_timestamp(bytes(32), DIGEST))
    evidence.gathered(_signers(pdf, sample, at)).add_to(update)
    steps = PdfCMSEmbedder().write_cms(name, update, existing_fields_only=True)
    next(steps)
    room = len(sample.dump()) * 5 // 4
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * room)))
    prepared = pades.written(steps)
    return pades.embed(prepared, waited(stamps.async_timestamp(prepared.digest, DIGEST)))


def _new_field(update: pades.Update, number: int) -> str:
    """A field that is on no page: there is nothing to see, and nothing that would have to be tagged."""
    name = f"Arkivstampel {number}"
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/FT"): generic.pdf_name("/Sig"),
            generic.pdf_name("/T"): generic.pdf_string(name),
            generic.pdf_name("/TU"): generic.pdf_string("Tidsstämpel som förlänger underskrifterna"),
        }
    )
    form = update.root["/AcroForm"]
    form["/Fields"].append(update.add_object(field))
    update.update_container(form["/Fields"])
    return name


def _signers(pdf: bytes, sample: cms.ContentInfo, at: datetime) -> list[evidence.Signer]:
    """Everyone whose certificate the file rests on, each as of when it was used, and the new time stamp's."""
    by_signers, by_stamps = configured.trusted_for_signatures(at), configured.trusted_for_time_stamps()
    found = [evidence.Signer.of(sample["content"], at, by_stamps)]
    for one in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        is_stamp = one.sig_object_type == "/DocTimeStamp"
        token = one.signed_data if is_stamp else container.token_in(one.signed_data)
        used = time_of(token) if token else one.self_reported_timestamp
        if token:
            found.append(evidence.Signer.of(token, used, by_stamps))
        if not is_stamp:
            found.append(evidence.Signer.of(one.signed_data, used, by_signers))
    return found
