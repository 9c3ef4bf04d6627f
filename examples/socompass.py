"""Asks SoCompass from Python: one warm process, a JSON line each way. Needs no package.

    from socompass import SoCompass
    with SoCompass() as soc:
        print(soc.run(device="snapdragon-8-gen-3", model="llama-3.2-3b", quantization="w4a16")["tpot_ms"])
"""

import json
import pathlib
import subprocess
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent  # a checkout, or an unpacked archive with bin/


class SoCompassError(Exception):
    """A request that could not be answered: its exit code and message."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


@dataclass
class SoCompass:
    """The command as a process that stays; options are keywords, with _ for -."""

    command: str = str(ROOT / ("bin/socompass" if (ROOT / "bin").is_dir() else "socompass"))
    messages: list = field(default_factory=list)

    def __post_init__(self):
        self._process = subprocess.Popen(
            [self.command, "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, command, *arguments, **options):
        """Returns the document that `socompass COMMAND --format json` prints, as dictionaries."""
        self._process.stdin.write(json.dumps({"command": command, "arguments": list(arguments), **options}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"code": 70, "error": "the process ended"}
        self.messages = answer.get("messages", [])
        if "result" not in answer:
            raise SoCompassError(answer["code"], answer["error"])
        return answer["result"]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **options: self.ask(name, *arguments, **options)

    def close(self):
        self._process.stdin.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
