"""Names: tidying without changing anybody's name, pinyin with surname readings, initials, sort keys.

A name is never folded by NFKC, never split by guess, never limited to four characters; it may hold any character.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product

# The 80 characters of GBK FE50 to FEA0 that stood in the private area U+E815 to U+E864 until GB 18030 moved them.
_MOVED = (
    "⺁\U00020087\U00020089\U000200cc⺄㑳㑇⺈⺋\u9fb4㖞㘚㘎⺌⺗㥮㤘\u9fb5㧏㧟"
    "㩳㧐\u9fb6\u9fb7㭎㱮㳠⺧\U000215d7\u9fb8⺪䁖䅟⺮䌷⺳⺶⺷\U0002298f䎱"
    "䎬⺻䏝䓖䙡䙌\u9fb9䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟"
    "䦛䦷䦶\u9fba\U000241fe䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮\u9fbb"
)
_PRIVATE = {0xE815 + place: character for place, character in enumerate(_MOVED)} | {0xE7C7: "ḿ", 0xE7C8: "ǹ"}
_DOTS = "•・‧．･∙⋅●﹒᛫▪◦"
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK = re.compile(r"[\s\u180e\u202f\u3164\uffa0\u2800]+")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e01ef]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_BESIDE_HAN = re.compile(f"(?<=[{_HAN}·]) (?=[{_HAN}·])|(?<=·) | (?=·)")
_POINT = re.compile(f"(?<=[{_HAN}])[.。](?=[{_HAN}])")
_SHORTHAND = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f\u2f00-\u2fd5]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


def tidy_name(raw: object) -> tuple[str, tuple[str, ...]]:
    """Tidy a name and list what was changed, for the clerk to see; characters that are nobody's stay and are named.

    Blanks go (between Latin words one stays), dots become ·, private-use and compatibility characters become the
    Unicode ones, variation selectors and controls are dropped. Markup, full-width letters and the rest stay as typed.
    """
    name = "" if raw is None else str(raw)
    changes: list[str] = []
    for tidy, told in _STEPS:
        tidied = tidy(name)
        if tidied != name:
            changes.append(told)
            name = tidied
    odd = unknown_characters(name)
    if odd:
        changes.append(f"有不认识的字码 {'、'.join(odd)}，已原样保留，请对照证件改成正确的字")
    return name, tuple(changes)


def unknown_characters(name: str) -> tuple[str, ...]:
    """List the private-use and broken characters of a name as U+XXXX: no font may answer for them."""
    return tuple(dict.fromkeys(f"U+{ord(character):04X}" for character in _UNKNOWN.findall(name)))


def _unfold(name: str) -> str:
    """Give private-use, compatibility and radical characters their Unicode selves; Latin letters composed (NFC)."""
    name = _SHORTHAND.sub(lambda found: unicodedata.normalize("NFKC", found[0]), name.translate(_PRIVATE))
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _drop_unseen(name: str) -> str:
    """Drop what cannot be seen: zero-width characters, direction marks, variation selectors, controls."""
    return _CONTROL.sub("", _UNSEEN.sub("", name))


def _close_up(name: str) -> str:
    """Trim, drop blanks between Han characters, keep one between Latin words."""
    return _BESIDE_HAN.sub("", _BLANK.sub(" ", name).strip().lstrip("'‘’`").strip())


def _one_dot(name: str) -> str:
    """Write the dot of a minority name as ·, once, never at an end."""
    dotted = _POINT.sub("·", name.translate(dict.fromkeys(map(ord, _DOTS), "·")))
    return re.sub("·{2,}", "·", _BESIDE_HAN.sub("", dotted)).strip("·")


_STEPS = (
    (_drop_unseen, "去掉了看不见的字符"),
    (_close_up, "去掉了空格"),
    (_one_dot, "间隔号统一为“·”"),
    (_unfold, "换成了标准字码"),
)

# -- readings ----------------------------------------------------------------------------------------------------

# Surnames whose reading differs from the common one of the character (first: the surname's).
_SURNAMES = dict(
    pair.split("=")
    for pair in (
        "单=shan 曾=zeng 仇=qiu 解=xie 区=ou 朴=piao 查=zha 盖=ge|gai 洗=xian 缪=miao 卜=bu 折=she 员=yun "
        "种=chong 秘=bi 黑=he 繁=po 贠=yun 召=shao 薄=bo 参=shen 句=gou 阚=kan 覃=tan|qin 乐=yue|le "
        "翟=zhai|di 宓=mi|fu 那=na|nuo 郗=xi|chi 牟=mu|mou 谌=chen|shen 隗=wei|kui 都=du 莘=shen|xin 乜=nie "
        "佴=nai 尉=wei|yu 车=che|ju 柏=bai|bo 祭=zhai|ji 能=nai|neng 藏=zang 长=zhang|chang 库=she|ku "
        "郇=xun|huan 咎=gao|jiu 俞=yu|shu 隽=juan|jun 晟=cheng|sheng"
    ).split()
)
_COMPOUNDS = dict(
    pair.split("=")
    for pair in (
        "尉迟=yu,chi 万俟=mo,qi 长孙=zhang,sun 澹台=tan,tai 令狐=ling,hu 单于=chan,yu 鲜于=xian,yu 乐正=yue,zheng "
        "皇甫=huang,fu 拓跋=tuo,ba 宰父=zai,fu 闾丘=lv,qiu 欧阳=ou,yang 司马=si,ma 上官=shang,guan 诸葛=zhu,ge "
        "司徒=si,tu 司空=si,kong 宇文=yu,wen 呼延=hu,yan 慕容=mu,rong 夏侯=xia,hou 公孙=gong,sun 轩辕=xuan,yuan "
        "钟离=zhong,li 濮阳=pu,yang 淳于=chun,yu 太史=tai,shi 申屠=shen,tu 仲孙=zhong,sun 独孤=du,gu 南宫=nan,gong "
        "东方=dong,fang 西门=xi,men 端木=duan,mu 百里=bai,li 赫连=he,lian 完颜=wan,yan 纳兰=na,lan 贺兰=he,lan "
        "左丘=zuo,qiu 东郭=dong,guo 谷梁=gu,liang 公冶=gong,ye 宗政=zong,zheng 漆雕=qi,diao 巫马=wu,ma 公西=gong,xi "
        "段干=duan,gan 第五=di,wu 叶赫=ye,he 那拉=na,la 爱新=ai,xin 梁丘=liang,qiu 南门=nan,men 东门=dong,men"
    ).split()
)
# Characters read in two ways in given names; either is accepted in a search (first: the likelier in names).
_GIVEN = dict(
    pair.split("=")
    for pair in (
        "长=chang|zhang 乐=le|yue 行=xing|hang 朝=chao|zhao 茜=qian|xi 晟=sheng|cheng 娜=na|nuo 莎=sha|suo "
        "重=chong|zhong 盛=sheng|cheng 传=chuan|zhuan 强=qiang|jiang 会=hui|kuai 省=xing|sheng 柏=bai|bo "
        "适=shi|kuo 颉=jie|xie 蔚=wei|yu 隽=juan|jun 炅=jiong|gui 峤=qiao|jiao 筠=yun|jun 车=che|ju "
        "藏=zang|cang 单=dan|shan 参=shen|can 解=jie|xie 曾=zeng|ceng 朴=pu|piao 调=diao|tiao 降=jiang|xiang "
        "卜=bu|bo 都=du|dou 洗=xian|xi 弹=tan|dan 阿=a|e 莘=xin|shen 尉=wei|yu "
        "恪=ke|que 婼=ruo|chuo 覃=tan|qin 栖=qi|xi 校=xiao|jiao 度=du|duo "
        "了=liao|le 和=he|huo 系=xi|ji 便=bian|pian 还=huan|hai 觉=jue|jiao 角=jiao|jue "
        "薄=bo|bao 伽=jia|ga"
    ).split()
)
_DOT = "·"
_LONG_NAME = 5
_MANY = 8
_LONGEST, _TYPED = 6, 16
"""Letters of the longest syllable; of what is cut up at most, longer than any name that is typed in part."""
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+|\d+")
_OVERRIDE = re.compile(r"[a-zêü:]+")


def surname_length(name: str) -> int:
    """Count the characters of the surname as far as it is known: 2 for a compound one, else 1."""
    return 2 if name[:2] in _COMPOUNDS and len(name) > 2 else 1


def readings(name: str, override: str | None = None) -> tuple[tuple[str, ...], ...]:
    """List every accepted reading as syllables, the likeliest first; ü is spelled v there and u in a further one.

    override: the pinyin a clerk typed for this person; it alone counts then. A name of several parts joined by · has
    no Han surname; unknown characters stand for themselves. At most eight readings; () within a tuple for no name.
    """
    options = _typed(name, override) if override and override.strip() else _heard(name)
    spelled = [tuple(dict.fromkeys(form for option in each for form in _u_forms(option))) for each in options]
    found: dict[tuple[str, ...], None] = {}
    for reading in product(*spelled):
        found[reading] = None
        if len(found) == _MANY:
            break
    return tuple(found)


def initials(name: str, override: str | None = None) -> str:
    """Give the first letters of the likeliest reading: 王小明 → wxm."""
    return "".join(syllable[0] for syllable in readings(name, override)[0])


def _u_forms(syllable: str) -> tuple[str, ...]:
    """Give lv and lu for 吕: both are typed."""
    return (syllable, syllable.replace("v", "u")) if syllable[:2] in ("lv", "nv") else (syllable,)


def _heard(name: str) -> list[tuple[str, ...]]:
    """Give for each character (or Latin word) of a name the ways to read it."""
    tokens = _tokens(name)
    foreign = _DOT in name or len(tokens) >= _LONG_NAME
    kept = 0 if foreign or not tokens else min(surname_length("".join(tokens)), len(tokens))
    options = [_surname_options(tokens, kept)] if kept == 1 else []
    if kept > 1:
        options = [(syllable,) for syllable in _COMPOUNDS["".join(tokens[:2])].split(",")]
    elif foreign and tokens:
        options = [tuple(dict.fromkeys((*_given_options(tokens[0]), *_surname_options(tokens, 1))))]
        kept = 1
    given = tokens[kept:]
    phrase = _phrase("".join(given))
    return options + [
        _with(_given_options(token), phrase[place] if phrase else None) for place, token in enumerate(given)
    ]


def _tokens(name: str) -> list[str]:
    """Cut a name into characters, Latin words and numbers whole; blanks, dots and marks are dropped."""
    found: list[str] = []
    place = 0
    while place < len(name):
        word = _LATIN.match(name, place)
        if word:
            found.append(word[0].lower())
            place = word.end()
            continue
        if name[place].isalnum() or unicodedata.category(name[place])[0] in "LC":
            found.append(name[place])
        place += 1
    return found


def _surname_options(tokens: list[str], kept: int) -> tuple[str, ...]:
    """Read a single surname: its own reading first, the common one of the character accepted too."""
    surname = "".join(tokens[:kept])
    special = _SURNAMES.get(surname)
    return tuple(dict.fromkeys((*(special.split("|") if special else ()), _common(surname))))


def _given_options(token: str) -> tuple[str, ...]:
    """Read one character of a given name."""
    special = _GIVEN.get(token)
    return tuple(special.split("|")) if special else (_common(token),)


def _with(options: tuple[str, ...], further: str | None) -> tuple[str, ...]:
    """Accept one more reading."""
    return options if further is None or further in options else (*options, further)


@lru_cache(maxsize=20_000)
def _common(token: str) -> str:
    """Give the common reading of a character without tone; what has none stands for itself."""
    from pypinyin.constants import PINYIN_DICT

    found = PINYIN_DICT.get(ord(token)) if len(token) == 1 else None
    return _plain(found.split(",")[0]) if found else token


@lru_cache(maxsize=20_000)
def _phrase(given: str) -> tuple[str, ...] | None:
    """Give the reading of a given name that is a word of the language (重阳); None if it is none."""
    from pypinyin.constants import PHRASES_DICT

    found = PHRASES_DICT.get(given) if len(given) > 1 else None
    return tuple(_plain(syllable[0]) for syllable in found) if found and len(found) == len(given) else None


def _plain(syllable: str) -> str:
    """Take the tone off a syllable and write ü as v."""
    letters = unicodedata.normalize("NFD", syllable.lower()).replace("u\u0308", "v")
    letters = letters.replace("u:", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isdigit())


def _typed(name: str, override: str) -> list[tuple[str, ...]]:
    """Cut the pinyin a clerk typed into syllables; written in one piece, it is cut to fit the characters."""
    marked = unicodedata.normalize("NFC", _toneless(override))
    syllables = _OVERRIDE.findall(marked.replace("ü", "v").replace("u:", "v"))
    count = len(_tokens(name))
    if len(syllables) == 1 and count > 1:
        syllables = list(_cut(syllables[0], count) or syllables)
    return [(syllable,) for syllable in syllables or [override.strip().lower()]]


def _toneless(text: str) -> str:
    """Take tone marks and figures off typed pinyin, ü kept."""
    return _plain(text)


@cache
def _syllables() -> frozenset[str]:
    """Give every syllable of Mandarin as typed, from the readings of the 8,000 common characters."""
    from pypinyin.constants import PINYIN_DICT

    common: Iterable[str] = (PINYIN_DICT[code] for code in range(0x4E00, 0x9FA6) if code in PINYIN_DICT)
    plain = {_plain(reading) for entry in common for reading in entry.split(",")}
    spoken = {syllable for syllable in plain if set(syllable) & set("aeiouv")}
    return frozenset(spoken | {syllable.replace("v", "u") for syllable in spoken})


def _cut(run: str, count: int) -> tuple[str, ...] | None:
    """Cut a run of letters into exactly `count` syllables, long ones first; None if it can't be."""
    if count == 0:
        return None if run else ()
    for length in range(min(6, len(run)), 0, -1):
        if run[:length] in _syllables():
            rest = _cut(run[length:], count - 1)
            if rest is not None:
                return (run[:length], *rest)
    return None


def mixed(typed: str) -> tuple[tuple[str, ...], ...]:
    """Cut typed letters into whole syllables and first letters: mengsz → (meng, s, z); the last may be half typed.

    Nothing where whole syllables alone, or first letters alone, tell it all: those are found as they stand.
    """
    ways = _ways(typed) if len(typed) <= _TYPED else []
    if any(all(len(part) > 1 for part in way[:-1]) for way in ways):
        return ()
    return tuple(way for way in ways if any(len(part) > 1 for part in way))[:_MANY]


def _ways(typed: str) -> list[tuple[str, ...]]:
    """List the ways to cut letters into syllables and first letters."""
    if not typed:
        return [()]
    found = []
    for size in range(min(len(typed), _LONGEST), 0, -1):
        part, rest = typed[:size], typed[size:]
        whole = part in _syllables() if rest or size == 1 else any(one.startswith(part) for one in _syllables())
        if (size > 1 and whole) or (size == 1 and part not in "iuv"):
            found += [(part, *way) for way in _ways(rest)]
    return found
