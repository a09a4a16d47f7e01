"""The container of a signature (CMS, RFC 5652) with nothing in it but what somebody vouches for.

A signature covers the document and its own attributes. The rest of its container can be changed without
anyone noticing: further certificates, lists, attributes, another way to write the same. So it is left out
when we sign, and when we validate, the container must be just the one that we would have written.
"""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import cms, x509
from pyhanko.sign.general import extract_signer_info, simple_cms_attribute
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

_TIME_STAMP = "signature_time_stamp_token"


def plain(container: cms.ContentInfo, vouched: Iterable[x509.Certificate] | None) -> cms.ContentInfo:
    """The same signature, with no certificates but the vouched ones (all when None), and no time stamp."""
    data = container["content"]
    signer = extract_signer_info(data)
    by_key = signer["sid"].name == "subject_key_identifier"
    content = data["encap_content_info"]
    is_newer = by_key or content["content_type"].native != "data"  # RFC 5652, 5.1 and 5.3
    needed = None if vouched is None else {certificate.dump() for certificate in vouched}
    certificates = [one for one in data["certificates"] if needed is None or one.chosen.dump() in needed]
    signer = cms.SignerInfo(
        {
            "version": "v3" if by_key else "v1",
            "sid": signer["sid"],
            "digest_algorithm": signer["digest_algorithm"],
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": signer["signature_algorithm"],
            "signature": signer["signature"],
        }
    )
    written = {
        "version": "v3" if is_newer else "v1",
        "digest_algorithms": [signer["digest_algorithm"]],
        "encap_content_info": content,
        "certificates": certificates,
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(written)})


def stamped(container: cms.ContentInfo, token: cms.ContentInfo) -> cms.ContentInfo:
    """A plain container with `token` over its signature."""
    signer = extract_signer_info(container["content"])
    signer["unsigned_attrs"] = [simple_cms_attribute(_TIME_STAMP, token)]
    return container


def token_in(container: cms.SignedData) -> cms.SignedData | None:
    """The time stamp over the signature. One at most: a container with more is none of ours."""
    found = list(extract_tst_data_iter(extract_signer_info(container), signed=False))
    return found[0] if found else None
