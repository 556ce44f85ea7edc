"""Vietnamese in encodings from before Unicode (TCVN3/ABC fonts, VNI fonts): recognised, and refused with advice.

Such files hold other letters than a reader sees through the font: ``Tªn thñ tôc`` is "Tên thủ tục". Guessing them back
is not safe where Unicode text stands beside them.
"""

import re
from typing import Final

# Letters that TCVN3 and VNI use for Vietnamese and that Vietnamese in Unicode does not have.
_TCVN3: Final = frozenset("¨©ª«¬­®µ¶·¸¹»¼½¾¿ÆÇÈËÎÏÑÖ×ØÜÞßäåæçëîïñöøûüþÿ")
_OWN: Final = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
_LETTER: Final = re.compile(r"[^\W\d_]")
_TCVN3_WORDS: Final = re.compile(
    r"thñ tôc|hå s¬|\btªn\b|mÉu|gi¶i quyÕt|c¸n bé|tiÕp nhËn|thêi gian|phßng|l·nh ®¹o|tr¸ch nhiÖm|néi dung|®¬n vÞ|"
    r"kÕt qu¶|thêi h¹n|ngµy|biÓu"
)
_VNI: Final = re.compile(r"[aeouyAEOUYiI](?:[ùøûõïâáàåãäêéèúüëöô])|[ñÑ](?=[aeoiuyôöòù])|[òóæ](?=[\s,.;cnptm]|$)")
_VNI_WORDS: Final = re.compile(
    r"thuû tuïc|hoà sô|teân|maãu|böôùc|giaûi quyeát|caùn boä|tieáp nhaän|thôøi gian|phoøng|laõnh ñaïo|traùch nhieäm|"
    r"noäi dung|ñôn vò|keát quaû|thôøi haïn|ngaøy|bieåu",
    re.IGNORECASE,
)


def legacy_encoding(text: str) -> str:
    """``TCVN3``, ``VNI`` or empty: told by words of step tables, else by the share of foreign letters."""
    if len(_VNI_WORDS.findall(text)) >= 2:
        return "VNI"
    if len(_TCVN3_WORDS.findall(text)) >= 2:
        return "TCVN3"
    letters = _LETTER.findall(text)
    if len(letters) < 40:
        return ""
    own = sum(letter in _OWN for letter in text.lower())
    vni = len(_VNI.findall(text))
    tcvn3 = sum(letter in _TCVN3 for letter in text)
    if max(vni, tcvn3) < 0.06 * len(letters) or own - vni > 2 * max(vni, tcvn3):
        return ""
    return "VNI" if vni > tcvn3 else "TCVN3"
