-- Write what is new or more than the store knew.
-- grain: answer
merge into target.kept.consents as kept
using (
    select * exclude (verdict, lines, padded), $file_key::integer as file_key
    from outcome
    where verdict in ('new', 'updated')
) as outcome
on kept.shop_key = outcome.shop_key
    and kept.customer_key = outcome.customer_key
    and kept.channel = outcome.channel
    and kept.since = outcome.since
when matched then update by name
when not matched then insert by name
