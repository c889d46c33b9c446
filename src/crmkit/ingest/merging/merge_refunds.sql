-- Write what is new or more than the store knew.
-- grain: one refund case
merge into target.kept.refunds as kept
using (
    select * exclude (verdict, lines, padded), $file_key::integer as file_key
    from outcome
    where verdict in ('new', 'updated')
) as outcome
on kept.refund_key = outcome.refund_key
    and kept.shop_key = outcome.shop_key
    and kept.refund_text = outcome.refund_text
when matched then update by name
when not matched then insert by name
