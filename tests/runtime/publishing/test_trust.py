"""Signatures: whose is accepted, and that nothing passes that was changed afterwards."""

from datetime import timedelta

import pytest

from process_models.files import SIGNATURE, content_hash, read_zip
from process_models.signing import new_key, read_private, sign
from runtime.services import packages, trust
from runtime.services.actors import system
from runtime.services.errors import InvalidError

BOSS = system("test")


@pytest.fixture
def keys():
    return new_key()


def refused(session, clock, files):
    with pytest.raises(InvalidError) as error:
        packages.deploy(session, clock, files, BOSS)
    assert "…" not in error.value.text("vi")
    return error.value.code


def test_a_signature_of_a_trusted_key_is_kept_and_comes_out_again(session, clock, make, keys):
    private, public = keys
    key = trust.add(session, clock, public, "Sở Nội vụ", BOSS)
    signed = sign(make("9.0.0"), read_private(private))
    assert content_hash(signed) == content_hash(make("9.0.0"))
    done = packages.deploy(session, clock, signed, BOSS)
    assert done.signed_by == key.id
    out = read_zip(packages.content_of(session, done.hash, BOSS))
    assert out[SIGNATURE] == signed[SIGNATURE]


def test_an_unknown_key_is_refused_even_where_signatures_are_optional(session, clock, make, keys):
    assert refused(session, clock, sign(make("9.0.0"), read_private(keys[0]))) == "signature.unknown"


def test_content_that_was_changed_after_signing_is_refused(session, clock, make, keys):
    trust.add(session, clock, keys[1], "Sở", BOSS)
    signed = sign(make("9.0.0"), read_private(keys[0]))
    other = {**make("9.0.0", source="another"), SIGNATURE: signed[SIGNATURE]}
    assert refused(session, clock, other) == "signature.broken"


def test_an_unsigned_package_is_refused_where_signatures_are_required(session, clock, make):
    trust.set_policy(session, clock, "required", BOSS)
    assert refused(session, clock, make("9.0.0")) == "signature.missing"


def test_a_revoked_key_counts_until_its_day(session, clock, make, keys):
    key = trust.add(session, clock, keys[1], "Sở", BOSS)
    trust.revoke(session, clock, key.id, "lộ khóa", BOSS, since=clock.now() + timedelta(days=1))
    private = read_private(keys[0])
    assert packages.deploy(session, clock, sign(make("9.0.0"), private), BOSS).state == "published"
    clock.pass_time(timedelta(days=2))
    assert refused(session, clock, sign(make("9.0.1"), private)) == "signature.revoked"
    with pytest.raises(InvalidError, match=r"key.revoked"):
        trust.add(session, clock, keys[1], "Sở", BOSS)


@pytest.mark.parametrize("content", [b"{}", b"not json", b'{"algorithm":"ed25519","format":1,"key":"x"}', b"[]"])
def test_a_signature_that_cannot_be_read_is_refused(session, clock, make, content):
    assert refused(session, clock, {**make("9.0.0"), SIGNATURE: content}) == "signature.unreadable"


def test_a_private_key_is_never_taken_in(session, clock, keys):
    with pytest.raises(InvalidError, match=r"key.private"):
        trust.add(session, clock, keys[0], "Sở", BOSS)
    with pytest.raises(InvalidError, match=r"key.unreadable"):
        trust.add(session, clock, b"nonsense", "Sở", BOSS)
