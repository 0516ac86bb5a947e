"""Drafts of resolutions: shown to who may make them, and kept nowhere."""

import asyncio
from base64 import b64encode

from shared.documents.resolution import Resolution
from shared.documents.worker import document
from shared.law.names import Language


async def drafted(said: Resolution, language: Language) -> str:
    """The PDF of a draft, in Base64. It is signed by nobody."""
    content = await asyncio.to_thread(document, said, language, None, translation=False)
    return b64encode(content).decode("ascii")
