"""Write Chinese sentences by a small grammar: real words, no two sentences alike, and no claim that could be false."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _words("""\
校样 铅字 版心 页边 油墨 纸张 书脊 标题 段落 句子 注释 插图 目录 索引 封面 校对员
排字工 编辑 读者 装订线 字模 手稿 专栏 版面 网格 行距 标点 引号 书架 台灯 抽屉 裁纸刀
样张 清样 书签 图书馆 印刷机 活字盘 栏线 页码 附录
""")
ADJECTIVES = _words("""\
安静的 狭窄的 宽大的 陈旧的 清楚的 耐心的 普通的 意外的 完整的 细小的 整齐的 朴素的 可靠的 漫长的 明亮的
""")
VERBS = _words("""\
整理 比较 描述 解释 修改 保存 打断 陪伴 衡量 记录 替换 包围 检查 想起 简化 支撑
遮住 改正 收集 欣赏
""")
ADVERBS = _words("""\
慢慢地 常常 很少 仔细地 终于 几乎 一再 不慌不忙地 偶尔 同时
""")
PLACES = _words("""\
在走廊里 在图书馆 在下午 在排字间 在灯下 在抽屉底层 在桌子的左边 在楼上 在院子里 在雨天
""")
OPENINGS = _words("""\
据说 起初 后来 每天早上 照例 到了第二年 在大多数时候 换句话说 不过 其实
""")
LINKS = _words("""\
因为 所以 虽然 如果 即使 只要 除非 直到
""")
FOREIGN = ("OpenType", "PDF", "Unicode", "Garamond", "InDesign", "A4", "Monotype", "CMYK", "Markdown", "sans serif")
MEASURES = ("9 pt", "12 mm", "37 °C", "50%", "3-5 行", "1.5 倍", "210 × 297 mm", "第 3 版", "2021 年", "共 128 页")


class Chinese:
    """A writer of Chinese who never repeats a sentence; the same ``seed`` writes the same text."""

    language = "zh-Hans"
    figure, table = "图", "表"
    space = ""
    asides = (
        "CD5、CD19与TP53在37 °C下各计数10^6^次（3-5 mg/kg；*p* = 0.03）。",
        "地址是 https://www.example.org/archive/2025/proofs-and-pages_final.html?page=12。",
        "FDA与EMA都已知道，*Frank Grießhammer*却不知道。",
        "文件名为`proofs/galley-3.txt`。",
    )

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self._written: set[str] = set()

    def sentence(self) -> str:
        """A sentence that has not been written yet."""
        return self._fresh(self._sentence)

    def question(self) -> str:
        """A question that has not been asked yet."""
        return self._fresh(self._question)

    def paragraph(self, sentences: int) -> str:
        """A paragraph of so many sentences."""
        return "".join(self.sentence() for _ in range(sentences))

    def title(self) -> str:
        """A short headline; titles may come again."""
        return f"{self._pick(NOUNS)}与{self._pick(NOUNS)}"

    def heading(self) -> str:
        """A few words for a crosshead."""
        return f"{self._pick(ADJECTIVES)}{self._pick(NOUNS)}"

    def phrase(self) -> str:
        """A few words for a cell of a table or the item of a list."""
        return self._pick((self._thing(), f"{self._pick(PLACES)}{self._pick(VERBS)}{self._thing()}"))

    def _fresh(self, write: Callable[[], str]) -> str:
        while (text := write()) in self._written:
            pass
        self._written.add(text)
        return text

    def _question(self) -> str:
        forms = (
            f"{self._thing()}为什么{self._pick(VERBS)}{self._thing()}？",
            f"您是怎样{self._pick(VERBS)}{self._thing()}的？",
            f"{self._pick(OPENINGS)}，谁来{self._pick(VERBS)}{self._thing()}，又由谁{self._pick(VERBS)}它？",
        )
        return self._pick(forms)

    def _sentence(self) -> str:
        one, two, three = self._clause(), self._clause(), self._clause()
        forms = (
            f"{one}，{two}。",
            f"{self._pick(OPENINGS)}，{one}；{two}。",
            f"{self._pick(LINKS)}{one}，{two}，{three}。",
            f"{one}（{two}），{three}。",
            f"有人说：“{one}。”{two}。",
            f"《{self._thing()}》里写着“{two}”，{three}！",
            f"{one}、{two}，还有{three}……",
            f"{one}——{two}。",
            f"他用{self._pick(FOREIGN)}{self._pick(VERBS)}{self._thing()}，长度为{self._pick(MEASURES)}，{two}。",
            f"{self._pick(FOREIGN)}与{self._pick(FOREIGN)}都{self._pick(VERBS)}{self._thing()}，{one}。",
        )
        return self._pick(forms)

    def _clause(self) -> str:
        adverb = self._pick(ADVERBS) if self.random.random() < 0.4 else ""
        place = self._pick(PLACES) if self.random.random() < 0.3 else ""
        return f"{self._thing()}{place}{adverb}{self._pick(VERBS)}{self._thing()}"

    def _thing(self) -> str:
        adjective = self._pick(ADJECTIVES) if self.random.random() < 0.5 else ""
        return f"{adjective}{self._pick(NOUNS)}"

    def _pick(self, words: tuple[str, ...]) -> str:
        return self.random.choice(words)
