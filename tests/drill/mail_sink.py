"""A mail server that keeps which notice it took from whom, and when. It is slow, so that kills meet open letters."""

import socketserver
import threading
import time
from dataclasses import dataclass, field

from accounts.mail import NOTICE_HEADER


@dataclass
class Sink:
    """What was accepted: notice id and reader to the moments at which "250" was about to be said."""

    slow_seconds: float = 0.01
    accepted: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Letters taken so far."""
        return sum(map(len, list(self.accepted.values())))

    def start(self) -> int:
        """Serve on a free port of this machine and return it."""
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                sink.converse(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return int(self.server.server_address[1])

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def converse(self, session: socketserver.StreamRequestHandler) -> None:
        """One SMTP session; the other side may vanish at any line."""
        reader = ""
        try:
            session.wfile.write(b"220 sink\r\n")
            while line := session.rfile.readline():
                verb = line.strip().upper()
                if verb.startswith(b"RCPT"):
                    reader = line.decode().partition("<")[2].partition(">")[0]
                if verb.startswith(b"QUIT"):
                    session.wfile.write(b"221 bye\r\n")
                    return
                if verb == b"DATA":
                    session.wfile.write(b"354 go on\r\n")
                    if not self._take(session, reader):
                        return
                session.wfile.write(b"250 ok\r\n")
        except OSError:
            return

    def _take(self, session: socketserver.StreamRequestHandler, reader: str) -> bool:
        notice, complete = "", False
        while line := session.rfile.readline():
            if line == b".\r\n":
                complete = True
                break
            if line.startswith(NOTICE_HEADER.encode()):
                notice = line.decode().partition(":")[2].strip()
        if complete:
            time.sleep(self.slow_seconds)
            self.accepted.setdefault((notice, reader), []).append(time.monotonic())
        return complete
