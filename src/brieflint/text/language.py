"""Which language a text is in, from its script and its commonest small words.

Captions are short, so the answer is often "cannot tell" (``None``); a file or a campaign that says its language is
always believed instead.
"""

from __future__ import annotations

import re

_SMALL_WORDS = {
    "en": "the and is to of in it for with this my you on are have was that so but just not your be at what me"
    " all from they we can out get now how when love new been our their who will about",
    "de": "der die das und ich ist nicht ein eine mit auf für von zu den dem im es auch wir ihr sich so bei"
    " mein meine habe hat sind war nur noch euch mir wie aber oder kann zum zur am aus einen wenn dass"
    " jetzt",
    "fr": "le la les des et est une un je de du pour avec dans sur pas ce cette mon ma mes vous nous en qui que"
    " plus au aux très c'est j'ai il elle sont été votre bien tout",
    "es": "el la los las de y que en un una es por con para mi se no lo muy más su al del como me te este esta"
    " pero todo hoy os he son porque sin",
    "it": "il la di e che un una per con non è mi ho del della le gli lo più questo questa sono ma come nel"
    " alla dei ci molto mio mia oggi anche ogni",
    "nl": "de het een en van ik is niet met op voor dat je te zijn mijn aan ook maar er als bij wat dit heb die"
    " naar uit nog wel deze jullie ons heel",
    "da": "og jeg er det en at på til med af ikke den har min for de som et mit vi kan så du mig i fra om her",
    "sv": "och jag är det en att på till med av inte den har min för de som ett mitt vi kan så du mig i från om"
    " här alla",
    "no": "og jeg er det en å på til med av ikke den har min for de som et mitt vi kan så du meg i fra om her",
    "fi": "ja on ei se että en mutta oli minä tämä kun niin myös nyt ovat joka mitä vain olen hän kuin sen olla minun",
    "pl": "i w na nie się z do to jest że jak po ale co za od mnie tak dla jestem mi już czy ten ta moja mój",
    "pt": "o a os as de e que em um uma é por com para meu minha não se mais do da no na muito eu você isso mas"
    " hoje como",
    "tr": "ve bir bu için ile çok de da ben ne gibi daha en olan var ama benim ki şu kadar o mi",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LETTERS = {
    "de": "äöüß", "fr": "éèêëàâçîïôùûœ", "es": "ñ¿¡áíóú", "it": "àèéìòù", "da": "æøå", "sv": "åäö", "no": "æøå",
    "fi": "äö", "pl": "ąćęłńóśźż", "pt": "ãõçáâêéíóú", "tr": "ğışçöü", "nl": "ë",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SCRIPTS = (
    ("ja", 0x3041, 0x30FF),
    ("ko", 0xAC00, 0xD7A3),
    ("zh", 0x4E00, 0x9FFF),
    ("ru", 0x0400, 0x04FF),
    ("ar", 0x0600, 0x06FF),
    ("he", 0x0590, 0x05FF),
    ("el", 0x0370, 0x03FF),
    ("hi", 0x0900, 0x097F),
    ("th", 0x0E00, 0x0E7F),
)
"""Scripts that tell a language, by their range of code points."""
_LOOK_AT = 4000


def detect(folded: str) -> str | None:
    """The language of a folded text, or ``None`` where the evidence is thin."""
    sample = re.sub(r"[#@]\w+|https?://\S+", " ", folded[:_LOOK_AT])
    if not sample.isascii():
        letters = sum(1 for c in sample if c.isalpha())
        points = [ord(c) for c in sample if c > "\u0370"]
        for language, first, last in _SCRIPTS:
            share = sum(1 for point in points if first <= point <= last)
            if share >= 2 and share * (4 if language in ("ja", "ko", "zh") else 2) >= letters:
                return language
    words = _WORD.findall(sample)
    scores: dict[str, float] = {}
    for language, small in _WORDS.items():
        score = float(sum(1 for word in words if word in small))
        if score:
            own = _LETTERS.get(language, "")
            score += 0.5 * min(6, sum(1 for c in sample if c in own))
        scores[language] = score
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (best, top), (_, second) = ranked[0], ranked[1]
    if top >= 2 and top >= second + 1 and top * 12 >= len(words):
        return best
    return None
