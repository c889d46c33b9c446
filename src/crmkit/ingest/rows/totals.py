"""What total lines say where a row names its order or its buyer, in the words that exports and spreadsheets use."""

from __future__ import annotations

import re

_PERIOD = (
    "q[1-4]|20[0-9]{2}(?:[-./][0-9]{1,2}){0,2}|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    "|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|daily|weekly|monthly|quarterly|yearly|annual"
    "|day|week|month|quarter|year|page|report|overall|all|net|gross|sales|revenue|orders?|amount"
)
_SINCE = f"(?:[: ]+(?:for|of|in))?(?:[: ]+(?:{_PERIOD}|[$€£]?[0-9][0-9,.]{{0,15}}(?:st|nd|rd|th)?,?)){{0,4}}"
_ENGLISH = f"(?:(?:{_PERIOD})[ -]){{0,3}}(?:sub[- ]?|grand[- ]?)?totals?{_SINCE}(?: ?[(][0-9]{{1,9}}[^)]{{0,20}}[)])?"
_EUROPEAN = (
    "(?:gesamt|zwischen|end)(?:summe|betrag)|summe gesamt|(?:sous[- ]|sub[- ]?)total[ei]?"
    "|total[ei]? (?:g[eé]n[eé]rale?|geral|complessivo)|totale|(?:sub|eind)?totaal"
)
_OTHERS = (
    "average|avg|mean|mittelwert|durchschnitt|moyenne|media|promedio"
    "|итого|всего|totalt|yhteensä|razem|suma|toplam|celkem"
)
_OF_CHINESE = (
    "(?:(?:20[0-9]{2}[-./年])?[0-9]{1,2}[-./月][0-9]{1,2}[日号]? ?|20[0-9]{2}[-./年]?(?:[0-9]{1,2})?月?份? ?"
    "|[0-9一二三四五六七八九十]{1,3}[年月日号季页](?:份|度)? ?|[本当全][年月日天季页]|订单|金额|销售|全部|总)?"
)
_CHINESE = (
    "(?:合计|总计|小计|汇总|共计|累计|合計|總計|小計|総計)(?:金额)?(?:[(（ ]?[0-9]{1,9}[条笔行单件个][)）]?)?"
    "(?:[:：] ?[¥￥]?(?:[0-9][0-9,.]{0,15} ?[条笔行单件个元]?)?)?"
)
_COUNT = "共[0-9]{1,9}[条笔行单件个](?:记录|订单|数据)?"
TOTAL = f"{_OF_CHINESE}{_CHINESE}|{_COUNT}|[*# ]{{0,3}}(?i:(?:{_ENGLISH}|{_EUROPEAN})[:：]?)[* ]{{0,3}}"
"""What no buyer is called; the engine reads it, too."""
ORDER_TOTAL = f"{TOTAL}|平均(?:值|金额)?|总[数额][:：] ?[0-9]{{0,9}}|(?i:[0-9]{{1,9}} (?:orders|rows|records))"
ORDER_TOTAL += f"|(?i:sums?{_SINCE}|summen?|gesamt|insgesamt|somme|somma|soma|{_OTHERS})[:：]?"
"""The same with words that a buyer may be called by: only where an order is named, or in a line without a time."""
IS_TOTAL, IS_ORDER_TOTAL = re.compile(TOTAL), re.compile(ORDER_TOTAL)
PARTS = ("计", "計", "汇总", "共", "ota", "OTA", "umme", "UMME", "esamt", "ESAMT", "etrag", "ETRAG")
"""One of these stands in every text that ``TOTAL`` matches."""
ORDER_PARTS = (*PARTS, "sum", "Sum", "SUM", "总", "orders", "rows", "records")
"""The same of every text of ``ORDER_TOTAL`` that is not ``SHORT``."""
MAY_BE_TOTAL = re.compile("|".join(PARTS))
SHORT = len("durchschnitt:")
"""The longest word of ``ORDER_TOTAL`` alone, in bytes."""
