"""Words of servers: does a title or headline say that there is no such page, or that a robot is not let in?

A phrase counts only where it makes up a whole part of a title ("Page not found | Health Service"), never inside a
sentence: articles about 404 pages and about access that was denied are alive.
"""

from __future__ import annotations

from functools import lru_cache

from reviewaudit.regexes import regex

_WORD = regex(r"\w+")
_PART = regex(r"\s[-–—|·•»/]+\s|[|»]|:\s")
_FILLING = frozenset((
    "404", "error", "http", "status", "code", "oops", "sorry", "whoops", "uh", "oh", "hmm", "we", "are", "the",
    "that", "this", "is", "was", "your", "fehler", "erreur", "errore", "erro", "oups", "désolé", "ups", "lo",
    "sentimos", "leider", "die", "der", "diese", "cette", "la", "le", "une", "l", "il", "requested",
))  # fmt: skip


def _kernel(text: str) -> str:
    return " ".join(word for word in _WORD.findall(text.casefold()) if word not in _FILLING)


_MISSING = frozenset(
    _kernel(line)
    for line in """
    not found
    page not found
    file not found
    document not found
    article not found
    content not found
    resource not found
    object not found
    file or directory not found
    page cannot be found
    page can't be found
    page can’t be found
    page could not be found
    page couldn't be found
    page couldn’t be found
    page does not exist
    page doesn't exist
    page doesn’t exist
    page no longer exists
    page no longer available
    page is not available
    page not available
    page isn't available
    page unavailable
    page has been removed
    page missing
    missing page
    nothing found
    nothing found here
    nothing was found
    nothing here
    can't find that page
    can’t find that page
    can't find this page
    can't find the page you are looking for
    could not find that page
    couldn't find that page
    page you are looking for cannot be found
    page you are looking for could not be found
    page you are looking for does not exist
    page you're looking for can't be found
    page you requested could not be found
    page you requested cannot be found
    seite nicht gefunden
    nicht gefunden
    seite existiert nicht
    seite wurde nicht gefunden
    seite konnte nicht gefunden werden
    seite nicht verfügbar
    page non trouvée
    page introuvable
    introuvable
    page inexistante
    page n'existe pas
    page n’existe pas
    page n'existe plus
    page n’existe plus
    page demandée est introuvable
    página no encontrada
    pagina no encontrada
    no encontrado
    no encontrada
    página no existe
    no se encontró la página
    no se ha encontrado la página
    página não encontrada
    pagina nao encontrada
    não encontrado
    não encontrada
    página não existe
    pagina non trovata
    non trovato
    pagina inesistente
    pagina niet gevonden
    niet gevonden
    deze pagina bestaat niet
    sidan kunde inte hittas
    sidan hittades inte
    sidan finns inte
    siden finnes ikke
    siden ble ikke funnet
    fant ikke siden
    siden blev ikke fundet
    siden findes ikke
    sivua ei löytynyt
    sivua ei löydy
    nie znaleziono
    nie znaleziono strony
    strona nie istnieje
    strona nie została znaleziona
    stránka nenalezena
    stránka nebyla nalezena
    stránka neexistuje
    stránka sa nenašla
    az oldal nem található
    oldal nem található
    pagina nu a fost găsită
    pagina nu există
    stranica nije pronađena
    страница не найдена
    страница не существует
    не найдено
    сторінку не знайдено
    страницата не е намерена
    η σελίδα δεν βρέθηκε
    sayfa bulunamadı
    页面不存在
    页面未找到
    页面没有找到
    找不到页面
    您访问的页面不存在
    頁面不存在
    找不到頁面
    找不到網頁
    ページが見つかりません
    ページが見つかりませんでした
    お探しのページは見つかりませんでした
    お探しのページが見つかりません
    페이지를 찾을 수 없습니다
    찾을 수 없는 페이지
    الصفحة غير موجودة
    הדף לא נמצא
    không tìm thấy trang
    halaman tidak ditemukan
    """.strip().splitlines()
)
_CHALLENGES = frozenset(
    " ".join(_WORD.findall(line.casefold()))
    for line in """
    just a moment
    attention required
    access denied
    access to this page has been denied
    are you a robot
    are you human
    bot verification
    checking your browser
    checking your browser before accessing
    checking if the site connection is secure
    verify you are human
    verifying you are human
    human verification
    security check
    security checkpoint
    vercel security checkpoint
    pardon our interruption
    please wait
    one moment please
    one moment, please
    robot challenge screen
    request rejected
    request unsuccessful
    ddos-guard
    you have been blocked
    sorry, you have been blocked
    captcha
    client challenge
    validate user
    making sure you're not a bot
    making sure you’re not a bot
    un momento
    nur einen moment
    einen moment
    einen moment bitte
    zugriff verweigert
    un instant
    accès refusé
    acceso denegado
    acesso negado
    um momento
    accesso negato
    een moment geduld
    доступ запрещен
    один момент
    один момент, пожалуйста
    请稍候
    請稍候
    しばらくお待ちください
    잠시만 기다리십시오
    """.strip().splitlines()
)


@lru_cache(maxsize=1024)
def says_missing(text: str) -> bool:
    """A title or headline, one part of which says no more than that there is nothing."""
    return any(_is_missing(part) for part in (text, *_PART.split(text))) if text else False


def _is_missing(part: str) -> bool:
    if len(part) > 90:
        return False
    kernel = _kernel(part)
    return kernel in _MISSING or (not kernel and "404" in part)


@lru_cache(maxsize=1024)
def says_challenge(text: str) -> bool:
    """A title, one part of which is what walls against robots write there."""
    parts = (text, *_PART.split(text)) if len(text) < 120 else ()
    return any(" ".join(_WORD.findall(part.casefold())) in _CHALLENGES for part in parts)
