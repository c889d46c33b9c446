-- How refund cases came about, as it is kept.
select refund_text, need_return, goods_state, cs_involved, liable, phase
from kept.refunds
order by refund_text
