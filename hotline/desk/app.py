"""Puts the desk's pages together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute

from connectors.doorbell import Doorbell
from connectors.transcript import Transcript
from hotline.accounts import Accounts
from hotline.attempts import Attempts
from hotline.briefing import Brief
from hotline.callbacks import Callbacks
from hotline.desk.code_page import CodePage
from hotline.desk.conversation_actions import ConversationActions
from hotline.desk.conversation_page import ConversationPage
from hotline.desk.figures_page import FiguresPage
from hotline.desk.files import Files
from hotline.desk.gate import Gate
from hotline.desk.log import LogPage
from hotline.desk.me import MePages
from hotline.desk.pages import Pages
from hotline.desk.queue_page import QueuePages
from hotline.desk.sign_in import SignInPages
from hotline.desk.team import TeamPages
from hotline.handoffs import Handoffs
from hotline.lines import Hotline
from hotline.passwords import Passwords
from hotline.queue import Queue
from hotline.relay import Relay
from hotline.signing_in import SigningIn
from hotline.staff import StaffRegister
from hotline.voice.calls import Calls
from porchlight.database import Database
from porchlight.sealing import Cipher


@dataclass(frozen=True)
class DeskParts:
    """What the desk needs of the service.

    secure: the desk is reached by https, so that its cookie may say so. changed: call it after a change, in any thread;
    it wakes delivery and every open desk.
    """

    database: Database
    cipher: Cipher
    transcript: Transcript
    handoffs: Handoffs
    line: Hotline
    staff: StaffRegister
    relay: Relay
    queue: Queue
    calls: Calls
    callbacks: Callbacks
    brief: Brief
    doorbell: Doorbell
    changed: Callable[[], None]
    secure: bool


def desk_routes(parts: DeskParts, passwords: Passwords | None = None) -> list[BaseRoute]:
    """Return every route under /desk. `passwords`: for tests, with cheaper hashes."""
    passwords = passwords or Passwords()
    attempts = Attempts(parts.database, parts.cipher)
    signing_in = SigningIn(parts.database, parts.cipher, parts.staff, passwords, attempts)
    accounts = Accounts(parts.database, parts.staff, passwords, attempts)
    pages = Pages()
    gate = Gate(signing_in.sessions, pages, secure=parts.secure)
    conversation = ConversationPage(parts, gate, pages)
    return [
        *Files(gate).routes(),
        *QueuePages(parts, gate, pages).routes(),
        *SignInPages(signing_in, gate, pages, secure=parts.secure).routes(),
        *MePages(signing_in, accounts, gate, pages).routes(),
        *TeamPages(parts, accounts, gate, pages).routes(),
        *LogPage(parts, gate, pages).routes(),
        *FiguresPage(parts, gate, pages).routes(),
        *conversation.routes(),
        *ConversationActions(parts, gate, conversation).routes(),
        *CodePage(parts, gate, pages).routes(),
    ]
