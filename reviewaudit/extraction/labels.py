"""The words that make a review statement, by kind and language.

English labels are a small grammar; other languages are tables that count only in a header, a footer or metadata,
because each has everyday meanings too. All patterns are bounded, without nested repetition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from reviewaudit.model import StatementKind
from reviewaudit.regexes import regex

# --- English ----------------------------------------------------------------------------------------------------------

_MANNER = (
    r"(?:(?:medically|clinically|editorially|scientifically|technically|legally|fully|formally|thoroughly|independently"
    r"|professionally|pharmacist|physician|doctor|expert|peer)[- ]{1,2})?"
)
_SORT = (
    r"(?:(?:full|formal|complete|comprehensive|medical|clinical|content|editorial|expert|technical|legal|annual|yearly"
    r"|quarterly|monthly|weekly|scheduled|planned|periodic|regular|routine|document|policy|page|article|major"
    r"|scientific"
    r"|evidence|fact)[\s-]{1,3}){0,2}"
)
_VERB = r"(?:reviewed|verified|checked|validated|confirmed|assessed|fact[- ]?checked|re-?verified|re-?checked)"
_ALSO = (
    r"(?:\s{0,3}(?:and|&|/|,|or|\+)\s{0,3}(?:last\s{1,3})?(?:updated|revised|approved|reviewed|verified|checked"
    r"|edited|amended"
    r"|fact[- ]?checked|tested|validated|published|modified|confirmed)){0,2}"
)
_LAST = r"(?:last|latest|most\s{1,3}recently)"
_ON = r"(?:\s{1,9}(?:on|in|at|as\s{1,3}of))?"
_WORK = r"(?:references?|links?|hyperlinks?|urls?|sources?|citations?|bibliography|footnotes?)"
_BOUNDARY = r"(?:(?<![^\W_])(?<!-)|(?<=[\u2e80-\uffef]))"

_NEXT = "|".join(
    (
        rf"(?:date\s{{1,9}}(?:of|for)\s{{1,9}}(?:the\s{{1,9}})?)?(?:next|upcoming|forthcoming)\s{{1,9}}{_SORT}"
        r"(?:review|re-?view|verification|check)(?:\s{1,9}(?:is\b|due\b|date\b|scheduled\b|planned\b|on\b|by\b|in\b"
        r"|for\b)){0,4}",
        r"next\s{1,9}(?:due|reviewed)(?:\s{1,9}(?:for\s{1,9}review|date|by|on)\b)?",
        rf"(?:due|scheduled)\s{{1,9}}for\s{{1,9}}{_SORT}review(?:\s{{1,9}}(?:on|by|in|before)\b)?",
        r"review\s{1,9}(?:is\s{1,9})?(?:due|by|before|again|deadline|expiry|expires)(?:\s{1,9}(?:date|by|on|in"
        r"|before)\b){0,2}",
        rf"(?:scheduled|planned)\s{{1,9}}{_SORT}review(?=\s{{0,3}}[:：])",
        r"review\s{1,9}(?:is\s{1,9})?(?:scheduled|planned)(?:\s{1,9}(?:for|in|on)\b)?",
        r"to\s{1,9}be\s{1,9}reviewed(?:\s{1,9}again)?(?=\s{0,3}[:：])",
        r"(?:to|will|should|must)\s{1,9}be\s{1,9}(?:next\s{1,9})?reviewed\s{1,9}(?:again\s{1,9})?(?:by|on|in|before)\b",
        r"(?:expiry|expiration)\s{1,9}date|expires(?:\s{1,9}on)?",
    )
)
_REFERENCES = (
    rf"(?:all\s{{1,9}})?(?:external\s{{1,9}})?(?:the\s{{1,9}})?{_WORK}"
    r"(?:\s{0,3}(?:,|and|&|/)\s{0,3}(?:[\w-]{1,20}\s{1,3})?"
    rf"(?:{_WORK}|statements?|facts?|data|claims?|content|guidelines?|figures?))?"
    r"\s{1,9}(?:(?:were|was|are|have\s{1,9}been|has\s{1,9}been)\s{1,9})?(?:all\s{1,9})?(?:last\s{1,9}|re-?)?"
    rf"{_MANNER}(?:reviewed|verified|checked|validated|confirmed|tested){_ALSO}{_ON}\b"
    r"|last\s{1,9}(?:link|reference|source|citation)s?\s{1,9}(?:check|review|verification|validation)"
)
_EVIDENCE = "|".join(
    (
        r"literature\s{1,9}(?:review|search|searches)\s{1,9}(?:is\s{1,9}|was\s{1,9})?(?:last\s{1,9})?"
        r"(?:current|conducted|updated|performed|through|up\s{1,9}to)(?:\s{1,9}(?:through|to|as\s{1,9}of|until|on"
        r"|in)\b)?",
        r"evidence\s{1,9}(?:is\s{1,9})?(?:current|up[- ]to[- ]date|searched)\s{1,9}(?:up\s{1,9})?(?:to|through"
        r"|as\s{1,9}of|until)\b",
        r"evidence\s{1,9}last\s{1,9}(?:reviewed|checked|searched|assessed)",
    )
)
_UPDATED = "|".join(
    (
        rf"(?:date\s{{1,9}}of\s{{1,9}}(?:the\s{{1,9}})?)?(?:{_LAST}|most\s{{1,9}}recent)\s{{1,9}}(?:updated?|modified"
        rf"|modification"
        rf"|revised|revision|edited|edit|changed?|amended)(?:\s{{1,9}}date)?{_ON}",
        r"date\s{1,9}(?:last\s{1,9})?(?:updated|modified|revised)",
        rf"(?:updated|revised|modified){_ON}(?=\s{{0,3}}[:：])|(?:updated|revised|modified)\s{{1,9}}on\b",
        r"(?:updated|revised)(?=\s{1,9}(?:\d{1,2}\s|\d{4}\b|q[1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    )
)
_PUBLISHED = (
    rf"(?:first\s{{1,9}}|originally\s{{1,9}}|date\s{{1,9}})?(?:published|posted|prepared){_ON}|publication\s{{1,9}}date"
    r"|date\s{1,9}of\s{1,9}publication|date\s{1,9}created"
)
_ACCESSED = rf"(?:last\s{{1,9}})?(?:accessed|retrieved){_ON}"
_REVIEWED = "|".join(
    (
        rf"{_LAST}\s{{1,9}}{_MANNER}{_VERB}{_ALSO}(?:\s{{1,9}}date)?{_ON}",
        rf"{_LAST}\s{{1,9}}(?:updated|revised|modified|edited)\s{{0,3}}(?:and|&"
        rf"|/)\s{{0,3}}(?:last\s{{1,9}})?{_MANNER}{_VERB}{_ON}",
        rf"(?:date\s{{1,9}}of\s{{1,9}}(?:the\s{{1,9}})?)?(?:last|latest|most\s{{1,9}}recent)\s{{1,9}}{_SORT}"
        r"(?:review|verification|fact[- ]?check|check)\b(?:\s{1,9}(?:and|&)\s{1,9}(?:approval|update|revision))?"
        r"(?:\s{1,9}(?:date|on|was|completed|carried\s{1,3}out)\b){0,3}",
        r"date\s{1,9}(?:last\s{1,9})?(?:reviewed|verified|checked|validated)|date\s{1,9}of\s{1,9}(?:medical\s{1,9}|clinical\s{1,9})?review",
        r"(?:reviewed|verified)\s{1,9}date|review\s{1,9}(?:completed|conducted|performed)(?:\s{1,9}on)?",
        r"(?:medical|clinical|editorial|content|expert)\s{1,9}review(?=\s{0,3}[:：])",
        rf"(?:medically|clinically|editorially)[- ]{_VERB}{_ALSO}{_ON}",
    )
)
_REVIEW_DATE = rf"(?:medical\s{{1,9}}|clinical\s{{1,9}})?review\s{{1,9}}date{_ON}"
_FOR = r"(?:\s{1,9}for\s{1,9}(?:accuracy|currency|completeness|relevance)(?:\s{1,9}and\s{1,9}[a-z]{1,20})?)?"
_BARE = rf"(?:reviewed{_ALSO}{_FOR}|updated\s{{0,3}}(?:and|&|/)\s{{0,3}}reviewed|fact[- ]checked|verified){_ON}"

# --- other languages --------------------------------------------------------------------------------------------------

_FOREIGN_REVIEWED = (
    # German
    r"zuletzt\s{1,3}(?:medizinisch\s{1,3}|fachlich\s{1,3}|redaktionell\s{1,3})?(?:überprüft|geprüft|kontrolliert"
    r"|verifiziert)(?:\s{1,3}(?:am|im)\b)?",
    r"(?:datum\s{1,3}der\s{1,3})?letzten?r?\s{1,3}(?:[\w-]{1,20}\s{1,3})?(?:überprüfung|prüfung|kontrolle"
    r"|durchsicht)(?:\s{1,3}am\b)?",
    r"(?:medizinisch|fachlich|ärztlich|wissenschaftlich)\s{1,3}(?:über)?geprüft(?:\s{1,3}am\b)?"
    r""
    r"|(?:über|ge)prüft(?=\s{1,3}(?:von|durch)\b)|(?:über|ge)prüft\s{1,3}am\b",
    # French
    r"(?:date\s{1,3}de\s{1,3}(?:la\s{1,3})?)?derni[èe]re\s{1,3}(?:révision|revision|vérification|relecture"
    r"|revue)(?:\s{1,3}médicale)?(?:\s{1,3}le\b)?",
    r"(?:relue?s?|révisée?s?|vérifiée?s?|validée?s?)\s{1,3}(?:médicalement|cliniquement|le\b)"
    r"|(?:relue?|révisée?|vérifiée?|validée?)(?=\s{1,3}par\b)|(?:relecture"
    r"|révision)\s{1,3}médicale",
    # Spanish, Catalan
    r"(?:fecha\s{1,3}de\s{1,3}(?:la\s{1,3})?)?[úu]ltima\s{1,3}(?:revisi[óo]n?|verificaci[óo]n"
    r"|comprobaci[óo]n)(?:\s{1,3}médica)?",
    r"revisad[oa](?=\s{1,3}por\b)|revisad[oa]\s{1,3}(?:m[ée]dicamente|cl[íi]nicamente|el\b)|revisi[óo]n\s{1,3}m[ée]dica",
    # Portuguese
    r"(?:data\s{1,3}da\s{1,3})?[úu]ltima\s{1,3}(?:revis[ãa]o|verifica[çc][ãa]o)(?:\s{1,3}médica)?",
    r"revisad[oa]\s{1,3}(?:medicamente|clinicamente|em\b)|revis[ãa]o\s{1,3}m[ée]dica",
    # Italian
    r"(?:data\s{1,3}(?:dell['’]|di\s{1,3}))?ultim[ao]\s{1,3}(?:revisione|verifica|controllo)(?:\s{1,3}medica)?"
    r"|revisione\s{1,3}medica|verificato\s{1,3}il\b",
    # Dutch
    r"(?:voor\s{1,3}het\s{1,3})?laatst\s{1,3}(?:medisch\s{1,3})?(?:gecontroleerd|beoordeeld|nagekeken|herzien"
    r"|geverifieerd)(?:\s{1,3}op\b)?",
    r"laatste\s{1,3}(?:controle|herziening|beoordeling)|medisch\s{1,3}(?:gecontroleerd|beoordeeld)",
    # Polish, Czech
    r"(?:data\s{1,3})?ostatni(?:a|ej|ego)?\s{1,3}(?:przegląd|przeglądu|weryfikacja|weryfikacji|kontrola)"
    r"|ostatnio\s{1,3}(?:sprawdzon|zweryfikowan|przejrzan)[oyae]",
    r"naposledy\s{1,3}(?:zkontrolováno|revidováno|ověřeno)|poslední\s{1,3}(?:revize|kontrola)",
    # Swedish, Danish, Norwegian, Finnish
    r"senast\s{1,3}(?:fakta)?(?:granskad|granskat|granskades|kontrollerad|verifierad)(?:\s{1,3}den\b)?"
    r"|senaste\s{1,3}granskning(?:en)?|medicinskt?\s{1,3}granska[dt]",
    r"sidst\s{1,3}(?:fagligt\s{1,3})?(?:gennemgået|revideret|kontrolleret)(?:\s{1,3}den\b)?|seneste\s{1,3}gennemgang",
    r"sist\s{1,3}(?:faglig\s{1,3})?(?:gjennomgått|revidert|kontrollert)(?:\s{1,3}den\b)?",
    r"viimeksi\s{1,3}tarkistettu|tarkistettu\s{1,3}viimeksi|viimeisin\s{1,3}tarkistus",
    # Russian, Ukrainian, Greek, Turkish
    r"(?:дата\s{1,3})?последн(?:яя|ей)\s{1,3}проверк[аи]|последний\s{1,3}(?:обзор|пересмотр)|проверено",
    r"остання\s{1,3}перевірка|востаннє\s{1,3}перевірено",
    r"τελευταία\s{1,3}(?:αναθεώρηση|επανεξέταση)",
    r"son\s{1,3}(?:inceleme|gözden\s{1,3}geçirme)(?:\s{1,3}tarihi)?",
    # Indonesian, Vietnamese, Hindi, Telugu
    r"terakhir\s{1,3}(?:ditinjau|diperiksa|diverifikasi)|(?:xem\s{1,3}xét|kiểm\s{1,3}tra)\s{1,3}lần\s{1,3}cuối",
    r"अंतिम\s{1,3}समीक्षा|చివరిగా\s{1,3}సమీక్షించ[^\s:：]{0,14}|చివరి\s{1,3}సమీక్ష",
    # Arabic, Hebrew
    r"(?:تاريخ\s{1,3})?آخر\s{1,3}(?:مراجعة|تدقيق)|נבדק\s{1,3}לאחרונה|סקירה\s{1,3}אחרונה",
    # Japanese, Chinese, Korean
    r"(?:レビュー|確認|監修|校閲)日(?=\s{0,3}[:：])|最終(?:確認|レビュー|監修|検証|査読|見直し)日?時?",
    r"(?:最[后後近](?:一次)?|上次)(?:医学)?(?:审阅|審閱|审核|審核|审查|審查|检查|檢查|核实|核實|复核|複核|校对)(?:日期|时间|時間|于|於)?",
    r"(?:审阅|審閱|审核|審核|审查|審查|复核|複核)(?:日期|时间|時間)|(?:의학\s?)?검토일자?(?=\s{0,3}[:：])",
    r"(?:마지막|최종|최근)\s?(?:의학\s?)?(?:검토|확인|점검|감수)\s?(?:일자|일시|일|날짜)?",
)
_FOREIGN_NEXT = (
    r"nächste[rn]?\s{1,3}(?:[\w-]{1,20}\s{1,3})?(?:überprüfung|prüfung|kontrolle)(?:\s{1,3}(?:fällig|am|bis"
    r"|im)\b){0,2}",
    r"prochaine\s{1,3}(?:révision|vérification|relecture|revue)(?:\s{1,3}(?:prévue|le|en)\b){0,2}",
    r"pr[óo]xima\s{1,3}(?:revisi[óo]n?|verificaci[óo]n|revis[ãa]o|verifica[çc][ãa]o)",
    r"prossim[ao]\s{1,3}(?:revisione|verifica)",
    r"volgende\s{1,3}(?:controle|herziening|beoordeling)",
    r"następn[yae]\s{1,3}(?:przegląd|weryfikacja|kontrola)|příští\s{1,3}(?:revize|kontrola)",
    r"nästa\s{1,3}granskning|næste\s{1,3}(?:gennemgang|revision)|neste\s{1,3}(?:gjennomgang|revisjon)"
    r"|seuraava\s{1,3}tarkistus",
    r"следующая\s{1,3}проверка|следующий\s{1,3}(?:обзор|пересмотр)|наступна\s{1,3}перевірка",
    r"επόμενη\s{1,3}(?:αναθεώρηση|επανεξέταση)|sonraki\s{1,3}inceleme(?:\s{1,3}tarihi)?",
    r"(?:المراجعة|مراجعة)\s{1,3}(?:القادمة|التالية)|अगली\s{1,3}समीक्षा|tinjauan\s{1,3}berikutnya",
    r"次回(?:確認|レビュー|見直し|監修)(?:予定)?日?|下次(?:审阅|審閱|审核|審核|审查|審查|检查|复审)(?:日期|时间|時間)?",
    r"다음\s?(?:검토|점검)\s?(?:예정일|일자|일|날짜)?",
)
_FOREIGN_UPDATED = (
    r"stand(?:\s{1,3}der\s{1,3}[a-zäöü]{1,20})?(?=\s{0,3}[:：])|(?:datum\s{1,3}der\s{1,3})?letzten?\s{1,3}(?:aktualisierung|änderung|bearbeitung)"
    r"|zuletzt\s{1,3}(?:aktualisiert|geändert|bearbeitet)(?:\s{1,3}am\b)?|aktualisiert\s{1,3}am\b",
    r"derni[èe]re\s{1,3}(?:mise\s{1,3}à\s{1,3}jour|modification)|mise?\s{1,3}à\s{1,3}jour\s{1,3}le\b",
    r"[úu]ltima\s{1,3}(?:actualizaci[óo]n|modificaci[óo]n|atualiza[çc][ãa]o|modifica[çc][ãa]o)|actualizado\s{1,3}el\b"
    r"|atualizado\s{1,3}em\b",
    r"ultim[ao]\s{1,3}(?:aggiornamento|modifica)|aggiornato\s{1,3}(?:il|al)\b",
    r"laatst\s{1,3}(?:bijgewerkt|gewijzigd|aangepast)(?:\s{1,3}op\b)?|laatste\s{1,3}(?:update|wijziging)",
    r"ostatnia\s{1,3}(?:aktualizacja|modyfikacja)|poslední\s{1,3}aktualizace|naposledy\s{1,3}aktualizováno",
    r"senast\s{1,3}(?:uppdaterad|uppdaterades|ändrad)|sidst\s{1,3}opdateret|sist\s{1,3}oppdatert|päivitetty",
    r"последнее\s{1,3}обновление|обновлено|останнє\s{1,3}оновлення|son\s{1,3}güncelleme(?:\s{1,3}tarihi)?"
    r"|آخر\s{1,3}تحديث",
    r"最終更新日?時?|更新日時?|最[后後](?:更新|修改)(?:日期|时间|于)?|更新(?:日期|时间|于)|(?:마지막|최종|최근)\s?(?:업데이트|수정|갱신)\s?일?",
)
_FOREIGN_ACCESSED = (
    r"abgerufen\s{1,3}am\b|zugriff\s{1,3}am\b|consultée?\s{1,3}le\b|consultado\s{1,3}(?:el|em)\b|acess(?:ado"
    r"|o)\s{1,3}em\b"
    r"|consultato\s{1,3}il\b|geraadpleegd\s{1,3}op\b",
)


class Pattern(NamedTuple):
    """What one group of the label pattern means."""

    kind: StatementKind
    english: bool = True
    references: bool = False
    bare: bool = False
    """One word that means much else; counts only at the beginning of a line and right before its date."""
    two_ways: bool = False
    """ "Review date" is the last one here and the next one there."""


_GROUPS: dict[str, tuple[str, Pattern]] = {
    "next": (_NEXT, Pattern(StatementKind.NEXT_DUE)),
    "references": (_REFERENCES, Pattern(StatementKind.REVIEWED, references=True)),
    "evidence": (_EVIDENCE, Pattern(StatementKind.EVIDENCE)),
    "reviewed": (_REVIEWED, Pattern(StatementKind.REVIEWED)),
    "updated": (_UPDATED, Pattern(StatementKind.UPDATED)),
    "date": (_REVIEW_DATE, Pattern(StatementKind.REVIEWED, two_ways=True)),
    "bare": (_BARE, Pattern(StatementKind.REVIEWED, bare=True)),
    "published": (_PUBLISHED, Pattern(StatementKind.PUBLISHED)),
    "accessed": (_ACCESSED, Pattern(StatementKind.ACCESSED)),
    "foreign_next": ("|".join(_FOREIGN_NEXT), Pattern(StatementKind.NEXT_DUE, english=False)),
    "foreign_reviewed": ("|".join(_FOREIGN_REVIEWED), Pattern(StatementKind.REVIEWED, english=False)),
    "foreign_updated": ("|".join(_FOREIGN_UPDATED), Pattern(StatementKind.UPDATED, english=False)),
    "foreign_accessed": ("|".join(_FOREIGN_ACCESSED), Pattern(StatementKind.ACCESSED, english=False)),
}


class Labels(NamedTuple):
    """A compiled set of labels: the pattern, and what its groups mean."""

    pattern: re.Pattern[str]
    meaning: Mapping[str, Pattern]


def labels(extra: Mapping[str, tuple[str, ...]]) -> Labels:
    """The built-in labels and those of the policy, by kind."""
    return _compile(tuple(sorted((kind, tuple(words)) for kind, words in extra.items())))


@lru_cache(maxsize=32)
def _compile(extra: tuple[tuple[str, tuple[str, ...]], ...]) -> Labels:
    groups: dict[str, tuple[str, Pattern]] = {}
    for kind, words in extra:
        if words and kind in tuple(StatementKind):
            written = "|".join(r"\s{1,9}".join(re.escape(part) for part in word.split()) for word in words)
            groups[f"extra_{kind}"] = (written, Pattern(StatementKind(kind)))
    groups.update(_GROUPS)
    body = "|".join(f"(?P<{name}>{written})" for name, (written, _) in groups.items())
    return Labels(
        regex(rf"{_BOUNDARY}(?:{body})(?![^\W_\u2e80-\uffef]|-[a-z])", re.IGNORECASE),
        {name: meaning for name, (_, meaning) in groups.items()},
    )


# --- headings of reference lists --------------------------------------------------------------------------------------

_REFERENCE_HEADING = regex(
    r"(?:(?:selected|key|main|primary|secondary|cited|works|literature|external|medical|scientific|clinical|full"
    r"|list of|our|article"
    r"|footnotes and|notes and|sources and|references and|links and|further)\s+){0,2}"
    r"(?:references?(?: list)?|bibliograph(?:y|ies|ie)|sources?|literature|citations?|works cited|cited works?|cited"
    r"|footnotes?|endnotes?"
    r"|references and (?:notes|links|sources|further reading|resources)|sources and (?:references|further reading)"
    r"|notes"
    r"|notes and references|reference sources|evidence"
    r"|literatur(?:verzeichnis|angaben)?|quellen(?:verzeichnis|angaben|nachweise?)?|einzelnachweise|referenzen"
    r"|références?(?: bibliographiques)?|sources et références|bibliographie|notes et références"
    r"|referencias(?: bibliográficas)?|bibliografía|fuentes|referências(?: bibliográficas)?|bibliografia|fontes"
    r"|riferimenti(?: bibliografici)?|fonti|referenties|bronnen|literatuur(?:lijst)?|bronvermelding"
    r"|referenser|källor|litteratur|referencer|kilder|referanser|kildeliste|lähteet|viitteet"
    r"|piśmiennictwo|źródła|bibliografia|przypisy|literatura|zdroje|reference"
    r"|список литературы|литература|источники|примечания|джерела|література|βιβλιογραφία|πηγές|kaynaklar|kaynakça"
    r"|参考文献|引用文献|参考资料|參考文獻|參考資料|出典|文献|참고\s?문헌|출처"
    r"|المراجع|المصادر|מקורות|संदर्भ|daftar pustaka|referensi"
    r"|tài liệu tham khảo)"
    r"(?: and (?:notes|further reading|links|resources))?",
    re.IGNORECASE,
)
_RELATED_HEADING = regex(
    r"(?:further|related|additional|recommended|suggested|more|background)\s+(?:reading|resources?|articles?|links?"
    r"|information|pages?|topics?"
    r"|content|guides?|posts?|documentation)|see also|read more|learn more|(?:useful|external|helpful)\s+(?:links?"
    r"|resources?)|related|resources"
    r"|weiterführende (?:links|literatur|informationen)|siehe auch|pour en savoir plus|voir aussi|véase también"
    r"|lecturas? recomendadas?"
    r"|ver também|leia também|vedi anche|zie ook"
    r"|se även|関連(?:記事|項目|リンク)|相关(?:阅读|链接)|延伸阅读|관련 (?:글|문서)",
    re.IGNORECASE,
)
_LOOSE = frozenset({"notes", "evidence", "sources", "source", "literature", "reference", "cited", "literatura"})
_DIGIT = regex(r"\d")
_NUMBERING = regex(r"^[\s\W]*(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s+|[IVXLC]{1,6}\.\s+|[A-Z][.)]\s+)?")


@lru_cache(maxsize=4096)
def _heading(section: str) -> str:
    text = " ".join(section.split())
    if not text or len(text) > 80:
        return ""
    return _NUMBERING.sub("", text).rstrip(" :：.*_#=-—¶🔗").strip()


@lru_cache(maxsize=4096)
def is_reference_heading(section: str) -> bool:
    """Whether a heading says that what follows is a list of references."""
    heading = _heading(section)
    return bool(heading) and _DIGIT.search(heading) is None and _REFERENCE_HEADING.fullmatch(heading) is not None


@lru_cache(maxsize=4096)
def is_loose_heading(section: str) -> bool:
    """A reference heading that also heads other things ("Notes"): its items must look like references."""
    return _heading(section).casefold() in _LOOSE


@lru_cache(maxsize=4096)
def is_related_heading(section: str) -> bool:
    """Whether a heading says that what follows is related reading."""
    return _RELATED_HEADING.fullmatch(_heading(section)) is not None
