"""Uploads in an object store that speaks S3, for several machines (MEDIA_STORE_URL; docs/decisions/media-store.md).

Visitors never see the store: the site reads from it what they may have.
"""

import contextlib
import io
import logging
import mimetypes
import os
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.utils import timezone
from django.utils.encoding import filepath_to_uri
from minio import Minio
from minio.credentials import Credentials
from minio.error import MinioException, S3Error
from minio.signer import sign_v4_s3
from urllib3.exceptions import HTTPError

from visitors.task_queue import RETRY_DELAYS, task

from .media_storage import StoreUnavailableError, checked_content

logger = logging.getLogger(__name__)

PAUSE = 5  # seconds in which a store that failed is not asked, so that not every request waits for it
TIMEOUT = urllib3.Timeout(connect=1, read=5)  # seconds
# Of an upload, which the store may take slowly; no visitor waits for it.
UPLOAD_TIMEOUT = urllib3.Timeout(connect=5, read=30)
# A connection that the store closed meanwhile is opened once more.
RETRIES = urllib3.Retry(total=1, backoff_factor=0, redirect=0)
# Of the health check, which is asked every few seconds and must not last.
PROBE_TIMEOUT = urllib3.Timeout(connect=0.5, read=0.5)
CONNECTIONS = 8  # that are kept open; as many as a web process has threads
# Bytes of the first request for a file, which hold most pictures, and of the largest that follow when it is read on.
FIRST_PART, LARGEST_PART = 64 * 1024, 4 * 1024 * 1024
BUFFER = 64 * 1024
MOST_NAMES = 10  # that others take before an upload has one
CREATED, TAKEN = (200, 201, 204), (409, 412)
NOT_FOUND = "NoSuchKey"


@dataclass(frozen=True)
class Version:
    """What is in an object now: `etag` as the store has it (RFC 9110, 8.8.3, without quotes) and bytes."""

    etag: str
    modified: datetime
    size: int


class BucketClient:
    """How this process asks a store for what is in a bucket; a store that is away is left alone for a moment."""

    def __init__(self, host, bucket, access_key, secret_key, *, region, secure):
        self.host, self.bucket, self.region, self.secure = host, bucket, region, secure
        self.credentials = Credentials(access_key, secret_key)
        self.lock, self.process, self.away_until = threading.Lock(), None, 0.0

    @property
    def client(self):
        """The client of this process: connections that a fork shares would mix up the answers."""
        with self.lock:
            if self.process != os.getpid():
                self.pool = urllib3.PoolManager(maxsize=CONNECTIONS, timeout=TIMEOUT, retries=RETRIES)
                self.made_client = Minio(
                    self.host,
                    access_key=self.credentials.access_key,
                    secret_key=self.credentials.secret_key,
                    region=self.region,
                    secure=self.secure,
                    http_client=self.pool,
                )
                self.process = os.getpid()
            return self.made_client

    @property
    def address(self):
        """The address of the bucket."""
        return f"{'https' if self.secure else 'http'}://{self.host}/{self.bucket}"

    def answers(self):
        """Return whether the store answers, and be it with a refusal: the question is not signed."""
        if time.monotonic() < self.away_until:
            return False
        _client_with_its_pool = self.client
        try:
            return self.pool.request("HEAD", self.address, timeout=PROBE_TIMEOUT, retries=False).status < 500
        except HTTPError:
            return False

    @contextlib.contextmanager
    def asking(self, name=""):
        """Yield the client; raises FileNotFoundError or StoreUnavailableError for what it raises.

        A store that is away is not asked again for PAUSE seconds.
        """
        if time.monotonic() < self.away_until:
            raise StoreUnavailableError("The store of uploads did not answer a moment ago.")
        try:
            yield self.client
        except S3Error as error:
            if error.code == NOT_FOUND:
                raise FileNotFoundError(f"There is no {name} in the store of uploads.") from error
            raise self.note_failure(error.code, pauses=error.response.status >= 500) from error
        except (HTTPError, MinioException) as error:
            raise self.note_failure(type(error).__name__) from error

    def note_failure(self, reason, *, pauses=True):
        """Log a reason (without anything secret) and return the exception to raise; leave the store alone meanwhile."""
        logger.warning("The store of uploads, %s, does not do what is asked: %s", self.host, reason)
        if pauses:
            self.away_until = time.monotonic() + PAUSE
        return StoreUnavailableError(f"The store of uploads does not do what is asked: {reason}")


class ObjectStorage(BucketClient, Storage):
    """Files as the objects of a bucket, under the same names as in a folder; options of environment.read_media_store().

    A file that is not there raises FileNotFoundError, a store that does not do its work StoreUnavailableError.
    """

    def __init__(self, *, base_url, **bucket):
        super().__init__(**bucket)
        self.base_url = base_url

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("A file in the store of uploads is read, or replaced as a whole by save().")
        return StoredFile(self, name, self.find(name))

    def _save(self, name, content):
        content = checked_content(content)
        for _attempt in range(MOST_NAMES):
            if self.create(name, content):
                return name
            name = self.get_available_name(name)
        raise FileExistsError(f"Others took {MOST_NAMES} names like {name}.")

    def create(self, name, content):
        """Write a Django File as a new object, whole or not at all; return False when there is one of that name.

        The store decides that (If-None-Match), since another machine may write the same name at this moment. Signed
        here, because the client has no such condition; in headers, as an address stands in logs.
        """
        url = urlsplit(f"{self.address}/{quote(name)}")
        moment = timezone.now()
        headers = {
            "Host": url.netloc,
            "Content-Length": str(content.size),
            "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "If-None-Match": "*",
            "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
            "x-amz-date": moment.strftime("%Y%m%dT%H%M%SZ"),
        }
        headers = sign_v4_s3(
            method="PUT",
            url=url,
            region=self.region,
            headers=headers,
            credentials=self.credentials,
            content_sha256=headers["x-amz-content-sha256"],
            date=moment,
        )
        with self.asking(name):
            content.seek(0)
            answer = self.pool.request("PUT", url.geturl(), body=content, headers=headers, timeout=UPLOAD_TIMEOUT)
        if answer.status in TAKEN:
            return False
        if answer.status not in CREATED:
            raise self.note_failure(f"{answer.status} to a new file", pauses=answer.status >= 500)
        return True

    def find(self, name):
        """Return the Version of an object."""
        with self.asking(name) as client:
            found = client.stat_object(self.bucket, name)
        return Version(found.etag, found.last_modified, found.size)

    def read(self, name, version, first, length):
        """Return `length` bytes of an object from byte `first` on, as long as it is of a Version."""
        condition = {"If-Match": f'"{version.etag}"'}
        with self.asking(name) as client:
            answer = client.get_object(self.bucket, name, first, length, request_headers=condition)
            try:
                return answer.read()
            finally:
                answer.release_conn()

    def version_of(self, file):
        """Return (ETag, last modified in seconds since 1970) of a File that open() returned."""
        return f'"{file.version.etag}"', file.version.modified.timestamp()

    def delete(self, name):
        """Delete a file, by a task when the store is away; one that is gone already is no error."""
        if not name:
            raise ValueError("The name must be given to delete().")
        try:
            self.remove(name)
        except StoreUnavailableError:
            remove_later(name, 0)

    def remove(self, name):
        """Delete a file, or raise StoreUnavailableError; one that is gone already is no error."""
        with contextlib.suppress(FileNotFoundError), self.asking(name) as client:
            client.remove_object(self.bucket, name)

    def exists(self, name):
        """Return whether there is a file of a name; there are no folders."""
        try:
            self.find(name)
        except FileNotFoundError:
            return False
        return True

    def listdir(self, path):
        """Return ([folders], [files]) in a folder, by the names of the objects; both are empty when it is not there."""
        begin = f"{path.strip('/')}/" if path.strip("/") else ""
        folders, files = [], []
        with self.asking(path) as client:
            for found in client.list_objects(self.bucket, prefix=begin):
                name = found.object_name.removeprefix(begin)
                (folders if found.is_dir else files).append(name.rstrip("/"))
        return folders, files

    def size(self, name):
        """Return the bytes of a file."""
        return self.find(name).size

    def get_modified_time(self, name):
        """Return when a file was written."""
        return self.find(name).modified

    def url(self, name):
        """Return the address of a file on this site."""
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))


def remove_later(name, failures):
    """Have a file deleted by a task, after the next of RETRY_DELAYS; nobody gives up, for it may be personal."""
    delay = RETRY_DELAYS[min(failures, len(RETRY_DELAYS) - 1)]
    remove_file.using(run_after=timezone.now() + delay).enqueue(name, failures + 1)


@task(backend="queue")
def remove_file(name, failures):
    """Delete a file of the store that could not be deleted `failures` times. Idempotent."""
    try:
        default_storage.remove(name)
    except StoreUnavailableError:
        remove_later(name, failures)


class StoredFile(File):
    """A file in the store, open for reading: it asks the store for the parts that are read and for no others."""

    def __init__(self, storage, name, version):
        super().__init__(io.BufferedReader(ObjectParts(storage, name, version), BUFFER), name)
        self.version, self.size = version, version.size


class ObjectParts(io.RawIOBase):
    """The bytes of an object. Each part is a request of its own, so that no slow reader holds a connection."""

    def __init__(self, storage, name, version):
        self.storage, self.name, self.version = storage, name, version
        self.position, self.part, self.part_begins, self.next_length = 0, b"", 0, FIRST_PART

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.position

    def seek(self, offset, whence=io.SEEK_SET):
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.version.size}[whence]
        if begin + offset < 0:
            raise ValueError("A position before the begin of a file.")
        self.position = begin + offset
        return self.position

    def readinto(self, target):
        if self.position >= self.version.size:
            return 0
        if not 0 <= self.position - self.part_begins < len(self.part):
            self._fetch()
        first = self.position - self.part_begins
        found = self.part[first : first + len(target)]
        target[: len(found)] = found
        self.position += len(found)
        return len(found)

    def _fetch(self):
        """Ask for the part at the position; parts that follow each other grow, since then the whole file is read."""
        goes_on = self.part and self.position == self.part_begins + len(self.part)
        self.next_length = min(self.next_length * 4, LARGEST_PART) if goes_on else FIRST_PART
        length = min(self.next_length, self.version.size - self.position)
        self.part = self.storage.read(self.name, self.version, self.position, length)
        self.part_begins = self.position
