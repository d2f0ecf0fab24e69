#!/usr/bin/env python3
"""A practice program that is not written in Rust obtains an eHealth certificate: it starts `ehealth-cert` as a
child process, gives it the secrets on standard input, and reads one JSON document from its standard output.

    practice.py --program ehealth-cert --folder DIR --email me@example.be --phone "+32 2 555 01 02"
                [--lang fr] [--sandbox FILE --card virtual:adult-ec] [--pause SECONDS]

Python's standard library is all it needs. PIN and password are asked for on the terminal, or read from standard
input, a line each time one is asked for. It ends with the exit code of the command that failed, or with 0.
"""

import argparse
import getpass
import json
import subprocess
import sys
import time

# Exit codes of ehealth-cert. Decide by these, and by `code` where more is to be told apart; never by the words.
DONE, DEFECT, USAGE, PERSON, LATER, REFUSED, UNAVAILABLE, FILE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 7, 130

# What a person may type once more. `pin.blocked` is not among them: there is nothing more to type.
TYPE_AGAIN = {"pin.wrong", "pin.format", "keystore.wrong_password"}


class Failed(Exception):
    """A command that did not succeed: `{"ok": false, "error": {"code", "message", "remedy"}}`."""

    def __init__(self, exit_code, error):
        super().__init__(f"{error['code']}: {error['message']} {error['remedy']}")
        self.exit_code = exit_code
        self.code = error["code"]        # stable: branch by it, log it
        self.message = error["message"]  # in the language of --lang: show it
        self.remedy = error["remedy"]    # the next step, in the same language: show it


class EhealthCert:
    """The program, with the flags that every command gets."""

    def __init__(self, program, *flags):
        self.command = [program, "--json", "--non-interactive", *flags]

    def run(self, *arguments, pin=None, password=None):
        """Runs one command; gives its document, or raises Failed."""
        secrets = []
        flags = []
        # Secrets are never arguments: a process list shows those to everybody. One line each, PIN first.
        for flag, secret in (("--pin-from", pin), ("--password-from", password)):
            if secret is not None:
                flags += [flag, "stdin"]
                secrets.append(secret + "\n")
        process = subprocess.run(
            [*self.command, *flags, *arguments],
            input="".join(secrets),
            stdout=subprocess.PIPE,  # exactly one JSON document
            encoding="utf-8",        # standard error has the progress, for people: it stays ours
            check=False,
        )
        try:
            document = json.loads(process.stdout)
        except ValueError:
            # It was killed, or it is another program.
            raise Failed(process.returncode, {
                "code": "internal",
                "message": f"ended with {process.returncode} and no document.",
                "remedy": "Start again: what was reached is on disk.",
            }) from None
        if not document["ok"]:
            raise Failed(process.returncode, document["error"])
        return document


def ask(prompt):
    """The dialogue of the practice program."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ")
    line = sys.stdin.readline()
    if not line:
        raise SystemExit(INTERRUPTED)
    return line.rstrip("\r\n")


def begun(cert, folder):
    """The keystore of a request that was interrupted: by a card that was pulled out, a network that went away, a
    program that was killed."""
    try:
        keystores = cert.run("list", folder)["keystores"]
    except Failed as failed:
        if failed.code == "keystore.not_found":
            return None
        raise
    return next((one["keystore"] for one in keystores if one["next"] == "resume"), None)


def request(cert, folder, contact, password):
    """The first half. The card is in the reader."""
    while True:
        # What was begun is gone on with: its key is kept.
        keystore = begun(cert, folder)
        how = ["--resume", keystore] if keystore else ["--for", "person"]
        try:
            return cert.run("request", *how, "--accept-terms", *contact, pin=ask("PIN"), password=password)
        except Failed as failed:
            if failed.code not in TYPE_AGAIN:
                raise
            print(f"{failed.message} {failed.remedy}")


def complete(cert, keystore, password, pause):
    """The second half, minutes to days later: no card. A program that runs all day does this in the background,
    with a pause of a quarter of an hour."""
    while True:
        try:
            return cert.run("complete", keystore, password=password)
        except Failed as failed:
            # Locked: somebody completes it by hand at this moment.
            if failed.exit_code not in (LATER, UNAVAILABLE) and failed.code != "keystore.locked":
                raise
            print(f"{failed.code}: once more in {pause} s")
            time.sleep(pause)


def check(cert, keystore, password):
    """Warnings do not change the exit code."""
    report = cert.run("check", keystore, password=password)
    for finding in report["findings"]:
        if finding["level"] == "warning":
            print(f"warning: {finding['code']} {finding['detail']}")
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("--program", "--folder", "--email", "--phone"):
        parser.add_argument(flag, required=True)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--sandbox")
    parser.add_argument("--card", default="pcsc")
    parser.add_argument("--pause", type=float, default=900)
    given = parser.parse_args()

    world = ["--sandbox", given.sandbox] if given.sandbox else []
    cert = EhealthCert(
        given.program, "--lang", given.lang, "--card", given.card, "--keystore-dir", given.folder, *world
    )
    contact = ["--email", given.email, "--phone", given.phone]
    password = ask("Password of the new keystore")
    try:
        requested = request(cert, given.folder, contact, password)
        print(f"requested: {requested['subject']}")
        done = complete(cert, requested["keystore"], password, given.pause)
        print(f"complete: valid until {done['not_after']}")
        report = check(cert, done["keystore"], password)
        print(f"checked: {report['stage']}")
    except Failed as failed:
        # The words for the person, the code for the log.
        print(f"{failed.message} {failed.remedy} ({failed.code})")
        return failed.exit_code
    return DONE


if __name__ == "__main__":
    sys.exit(main())
