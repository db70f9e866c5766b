"""What every test has: no network beyond this machine, and no settings of the person who runs it."""

import ipaddress
import os
import socket

import hypothesis
import pytest

# The same examples on every run, and no limit of time for one: these machines are shared.
hypothesis.settings.register_profile("dateline", derandomize=True, deadline=None)
hypothesis.settings.load_profile("dateline")

pytest_plugins = ["browser", "openai_server", "tiny_gguf"]  # in tests/fixtures


@pytest.fixture(scope="session", autouse=True)
def _network_is_off():
    """Refuse every connection and look-up that leaves this machine, so that a test that needs one fails at once."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def is_here(host):
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host in (None, "", "localhost")

    def staying(connecting):
        def connect_here(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
                raise OSError(f"tests may not leave this machine: connection to {address[0]}")
            return connecting(self, address)

        return connect_here

    def look_up_here(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if not is_here(name):
            raise socket.gaierror(socket.EAI_NONAME, f"tests may not leave this machine: look-up of {name}")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", staying(connect))
        patch.setattr(socket.socket, "connect_ex", staying(connect_ex))
        patch.setattr(socket, "getaddrinfo", look_up_here)
        patch.setenv("PIP_NO_INDEX", "1")  # a writer is fetched by a child process
        patch.delenv("PIP_FIND_LINKS", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_settings_only(tmp_path_factory):
    """Hide the settings in the environment, and keep the real data folder out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("DATELINE_", "OPENAI_"))]:
            patch.delenv(name)
        patch.setenv("DATELINE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


def pytest_collection_modifyitems(items):
    """Put what uses a browser last: Playwright's event loop runs until its file ends, and asyncio allows no second."""
    items.sort(key=lambda item: "browser" in item.fixturenames)
