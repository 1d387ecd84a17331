"""A certificate authority and signers of our own, and PDFs signed with them; nothing of it leaves the test."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

START = datetime(2026, 1, 1, tzinfo=UTC)


class Authority:
    """A root that issues signing certificates."""

    def __init__(self, name: str = "示例根证书") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self.certificate = (
            self._builder(self.name, self.key, START + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(self, subject, key, until):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(until)
        )

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def signer(
        self, name: str, until: datetime = START + timedelta(days=730), **more: str
    ) -> signers.SimpleSigner:
        """A certificate for ``name``; ``more`` names further parts of its subject by their OID's name."""
        key = ec.generate_private_key(ec.SECP256R1())
        parts = {"COMMON_NAME": name, **more}
        subject = x509.Name([x509.NameAttribute(getattr(NameOID, key), said) for key, said in parts.items()])
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        certificate = (
            self._builder(subject, key, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        der = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register(_loaded(self.certificate))
        return signers.SimpleSigner(
            signing_cert=_loaded(certificate),
            signing_key=keys.PrivateKeyInfo.load(der),
            cert_registry=store,
        )


def _loaded(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def signed(text: bytes, signer: signers.SimpleSigner, field: str = "Signature1") -> bytes:
    """The text with one more certificate signature, added as an incremental update."""
    out = io.BytesIO()
    with ThreadPoolExecutor(1) as apart:  # a browser test's loop may be running in this thread
        apart.submit(
            signers.sign_pdf,
            IncrementalPdfFileWriter(io.BytesIO(text)),
            signers.PdfSignatureMetadata(field_name=field, location="Qingdao"),
            signer=signer,
            output=out,
        ).result()
    return out.getvalue()
