"""Valid defaults for people, units and their papers. Traits, no hidden effects."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.core.files.base import ContentFile

from accounts.models import Authority, RoleGrant, User
from accounts.roles import Role
from consortia.codes import sample_code
from consortia.models import Representative, Unit
from documents.models import Blob, StoredFile
from ledger import chain

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


class AuthorityFactory(factory.django.DjangoModelFactory[Authority]):
    class Meta:
        model = Authority
        django_get_or_create = ("key",)

    key = "370212"
    id = factory.LazyAttribute(lambda made: int(made.key))  # the same in every test of a process
    kind = Authority.Kind.DISTRICT
    name = "崂山区科技局"
    name_en = "Laoshan District bureau"
    place = "崂山区"
    place_en = "Laoshan"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"示例人员{n}")


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: sample_code("91370212", f"{n:08d}"))
    name = factory.Sequence(lambda n: f"示例企业{n}")
    name_en = factory.Sequence(lambda n: f"Sample company {n}")
    kind = "enterprise"
    authority = factory.SubFactory(AuthorityFactory)
    is_in_qingdao = True
    is_sample = True


def city() -> Authority:
    return AuthorityFactory(
        key="370200", kind=Authority.Kind.CITY, name="青岛市科学技术局", name_en="Qingdao bureau", place="青岛市",
        place_en="Qingdao",
    )  # fmt: skip


def officer(role: str, authority: Authority | None = None, **fields: Any) -> User:
    """A person who holds one role of office."""
    user = UserFactory(**fields)
    district = role in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD)
    place = authority or (AuthorityFactory() if district else city())
    RoleGrant.objects.create(user=user, role=role, authority=place, granted_at=NOW)
    return user


def representative(unit: Unit, *kinds: str) -> User:
    """A person who represents ``unit`` in the given kinds, all of them by default."""
    user = UserFactory()
    for kind in kinds or ("manager", "editor", "signatory"):
        Representative.objects.create(user=user, unit=unit, kind=kind, basis="claim", since=NOW)
    return user


def stored_file(name: str = "协议.pdf", content: bytes = b"sample", by: int = 1) -> StoredFile:
    """A file as if it had come in by the door, without the door's checks."""
    blob, _ = Blob.objects.get_or_create(
        sha256=chain.digest(content),
        defaults={
            "size": ContentFile(content).size,
            "content_type": "application/pdf",
            "kind": "PDF",
            "has_preview": True,
            "scan_state": "not_scanned",
            "created_at": NOW,
        },
    )
    return StoredFile.objects.create(blob=blob, name=name, uploaded_by_id=by, uploaded_at=NOW)
