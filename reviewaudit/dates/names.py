"""Names of months, seasons and weekdays as they are written, by language.

Per month: the forms a date uses (nominative, genitive, abbreviation), lower-case, without a final dot; the entries of a
row follow the calendar. Source: Unicode CLDR 44 month names, with the abbreviations seen in real statements.
"""

from __future__ import annotations

from unicodedata import normalize

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january jan", "february feb febr", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sept sep", "october oct", "november nov", "december dec",
    ),
    "de": (
        "januar jänner jan jän", "februar feber feb", "märz maerz mär mrz", "april apr", "mai", "juni jun",
        "juli jul",
        "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez",
    ),
    "fr": (
        "janvier janv", "février fevrier févr fév fevr", "mars", "avril avr", "mai", "juin", "juillet juil",
        "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc",
    ),
    "es": (
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul", "agosto ago",
        "septiembre setiembre sept sep set", "octubre oct", "noviembre nov", "diciembre dic",
    ),
    "pt": (
        "janeiro jan", "fevereiro fev", "março marco mar", "abril abr", "maio mai", "junho jun", "julho jul",
        "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez",
    ),
    "it": (
        "gennaio gen genn", "febbraio feb febbr", "marzo mar", "aprile apr", "maggio mag magg", "giugno giu",
        "luglio lug", "agosto ago", "settembre set sett", "ottobre ott", "novembre nov", "dicembre dic",
    ),
    "ca": (
        "gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre",
        "desembre",
    ),
    "nl": (
        "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
        "september sept sep", "oktober okt", "november nov", "december dec",
    ),
    "sv": (
        "januari jan", "februari feb", "mars", "april apr", "maj", "juni", "juli", "augusti aug", "september sept",
        "oktober okt", "november nov", "december dec",
    ),
    "da": (
        "januar jan", "februar feb", "marts mar", "april apr", "maj", "juni jun", "juli jul", "august aug",
        "september sep", "oktober okt", "november nov", "december dec",
    ),
    "no": (
        "januar jan", "februar feb", "mars", "april apr", "mai", "juni jun", "juli jul", "august aug",
        "september sep", "oktober okt", "november nov", "desember des",
    ),
    "fi": (
        "tammikuu tammikuuta tammikuussa", "helmikuu helmikuuta helmikuussa", "maaliskuu maaliskuuta maaliskuussa",
        "huhtikuu huhtikuuta huhtikuussa", "toukokuu toukokuuta toukokuussa", "kesäkuu kesäkuuta kesäkuussa",
        "heinäkuu heinäkuuta heinäkuussa", "elokuu elokuuta elokuussa", "syyskuu syyskuuta syyskuussa",
        "lokakuu lokakuuta lokakuussa", "marraskuu marraskuuta marraskuussa", "joulukuu joulukuuta joulukuussa",
    ),
    "pl": (
        "styczeń stycznia styczniu sty", "luty lutego lutym lut", "marzec marca marcu mar",
        "kwiecień kwietnia kwietniu kwi", "maj maja maju", "czerwiec czerwca czerwcu cze",
        "lipiec lipca lipcu lip", "sierpień sierpnia sierpniu sie", "wrzesień września wrześniu wrz",
        "październik października październiku paź", "listopad listopada listopadzie lis",
        "grudzień grudnia grudniu gru",
    ),
    "cs": (
        "leden ledna lednu", "únor února únoru", "březen března březnu", "duben dubna dubnu", "květen května květnu",
        "červen června červnu", "červenec července červenci", "srpen srpna srpnu", "září", "říjen října říjnu",
        "listopadu", "prosinec prosince prosinci",
    ),
    "hu": (
        "január jan", "február febr", "március márc", "április ápr", "május máj", "június jún", "július júl",
        "augusztus aug", "szeptember szept", "október okt", "november nov", "december dec",
    ),
    "ro": (
        "ianuarie ian", "februarie", "martie", "aprilie", "mai", "iunie iun", "iulie iul", "august",
        "septembrie sept", "octombrie oct", "noiembrie noi", "decembrie dec",
    ),
    "tr": (
        "ocak oca", "şubat şub", "mart mar", "nisan nis", "mayıs", "haziran haz", "temmuz tem", "ağustos ağu",
        "eylül eyl", "ekim eki", "kasım kas", "aralık ara",
    ),
    "el": (
        "ιανουάριος ιανουαρίου", "φεβρουάριος φεβρουαρίου", "μάρτιος μαρτίου", "απρίλιος απριλίου", "μάιος μαΐου",
        "ιούνιος ιουνίου", "ιούλιος ιουλίου", "αύγουστος αυγούστου", "σεπτέμβριος σεπτεμβρίου",
        "οκτώβριος οκτωβρίου", "νοέμβριος νοεμβρίου", "δεκέμβριος δεκεμβρίου",
    ),
    "ru": (
        "январь января январе янв", "февраль февраля феврале февр фев", "март марта марте мар",
        "апрель апреля апреле апр", "май мая мае", "июнь июня июне июн", "июль июля июле июл",
        "август августа августе авг", "сентябрь сентября сентябре сент сен", "октябрь октября октябре окт",
        "ноябрь ноября ноябре нояб ноя", "декабрь декабря декабре дек",
    ),
    "uk": (
        "січень січня січні", "лютий лютого лютому", "березень березня березні", "квітень квітня квітні",
        "травень травня травні", "червень червня червні", "липень липня липні", "серпень серпня серпні",
        "вересень вересня вересні", "жовтень жовтня жовтні", "листопад листопада листопаді", "грудень грудня грудні",
    ),
    "id": (
        "januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul", "agustus agu agt",
        "september sep", "oktober okt", "november nov", "desember des",
    ),
    "ms": (
        "januari", "februari", "mac", "april", "mei", "jun", "julai", "ogos", "september", "oktober", "november",
        "disember",
    ),
    "cy": (
        "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref",
        "tachwedd", "rhagfyr",
    ),
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل ابريل إبريل", "مايو", "يونيو يونية", "يوليو يولية", "أغسطس اغسطس",
        "سبتمبر", "أكتوبر اكتوبر", "نوفمبر", "ديسمبر",
    ),
    "he": (
        "ינואר בינואר", "פברואר בפברואר", "מרץ במרץ מרס", "אפריל באפריל", "מאי במאי", "יוני ביוני", "יולי ביולי",
        "אוגוסט באוגוסט", "ספטמבר בספטמבר", "אוקטובר באוקטובר", "נובמבר בנובמבר", "דצמבר בדצמבר",
    ),
    "hi": (
        "जनवरी", "फ़रवरी फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर सितम्बर",
        "अक्टूबर अक्तूबर",
        "नवंबर नवम्बर", "दिसंबर दिसम्बर",
    ),
    "te": (
        "జనవరి", "ఫిబ్రవరి", "మార్చి", "ఏప్రిల్", "మే", "జూన్", "జూలై", "ఆగస్టు", "సెప్టెంబర్", "అక్టోబర్", "నవంబర్",
        "డిసెంబర్",
    ),
}  # fmt: skip

NEEDS_CONTEXT = frozenset({"out", "set", "ago", "mac", "medi", "mag", "ara", "mart", "lis", "sie", "gen", "tem"})
"""Month names that are everyday words as well: a month only beside a day, a dot, a slash or "de"."""

WEEKDAYS: tuple[str, ...] = (
    "monday mon montag lundi lunes segunda-feira lunedì maandag måndag mandag poniedziałek понедельник",
    "tuesday tue tues dienstag mardi martes terça-feira martedì dinsdag tisdag tirsdag wtorek вторник",
    "wednesday wed mittwoch mercredi miércoles quarta-feira mercoledì woensdag onsdag środa среда",
    "thursday thu thur thurs donnerstag jeudi jueves quinta-feira giovedì donderdag torsdag czwartek четверг",
    "friday fri freitag vendredi viernes sexta-feira venerdì vrijdag fredag piątek пятница",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sobota суббота",
    "sunday sun sonntag dimanche domingo domenica zondag söndag søndag niedziela воскресенье",
)

SEASONS = frozenset(
    (
        "spring", "summer", "autumn", "fall", "winter", "frühling", "frühjahr", "sommer", "herbst", "printemps",
        "été",
        "automne", "hiver", "primavera", "verano", "otoño", "invierno", "verão", "outono", "inverno", "estate",
        "autunno",
        "lente", "zomer", "herfst", "vår", "höst",
    )
)  # fmt: skip


def fold(word: str) -> str:
    """A written name as the tables have it."""
    # The capital of the Turkish dotless i is the plain I.
    folded = word.casefold() if word.isascii() else normalize("NFC", normalize("NFC", word).casefold())
    return folded.replace("i\u0307", "i").replace("ı", "i").rstrip(".")


MONTH_NUMBER: dict[str, int] = {
    fold(form): number for row in MONTHS.values() for number, forms in enumerate(row, start=1) for form in forms.split()
}
WEEKDAY_NUMBER: dict[str, int] = {fold(form): day for day, row in enumerate(WEEKDAYS) for form in row.split()}
