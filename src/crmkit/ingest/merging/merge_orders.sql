-- Write what is new or more than the store knew.
-- grain: platform + shop + order id
merge into target.kept.orders as kept
using (
    select * exclude (verdict, lines, padded) replace (coalesce(file_key, $file_key)::integer as file_key)
    from outcome
    where verdict in ('new', 'updated')
) as outcome
on kept.order_key = outcome.order_key
    and kept.shop_key = outcome.shop_key
    and kept.order_text is not distinct from outcome.order_text
when matched then update by name
when not matched then insert by name
