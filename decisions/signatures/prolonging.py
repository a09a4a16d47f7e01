"""A signature is prolonged before what it rests on ends (B-LTA): evidence, and a time stamp over it all."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from decisions.signatures import configured, container, evidence, pades
from decisions.signatures.port import DIGEST, SigningFailed
from decisions.signatures.timestamps import TimeStamps, time_of
from decisions.signatures.validation import validate

_FIELD = "Arkivstampel"
_DESCRIPTION = "Tidsstämpel som förlänger underskrifterna"


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
    count = len(PdfFileReader(BytesIO(pdf)).embedded_timestamp_signatures)
    # Outside the page: the only untagged field that accessible and archival PDF both allow.
    field = SigFieldSpec(
        f"{_FIELD} {count + 1}",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        readable_field_name=_DESCRIPTION,
    )
    sample = asyncio.run(stamps.async_timestamp(bytes(32), DIGEST))
    evidence.gathered(_signers(pdf, sample, at)).add_to(update)
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(field.sig_field_name, update)
    next(steps)
    room = len(sample.dump()) * 5 // 4
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * room)))
    prepared, output = steps.send(SigIOSetup(DIGEST))
    token = asyncio.run(stamps.async_timestamp(prepared.document_digest, DIGEST))
    prepared.fill_with_cms(output, token)
    result: bytes = output.getvalue()
    return result


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
