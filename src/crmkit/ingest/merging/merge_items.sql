-- Write what is new or more than the store knew.
-- grain: one item line
merge into target.kept.order_lines as kept
using (
    select * exclude (verdict, lines, padded), $file_key::integer as file_key
    from outcome
    where verdict in ('new', 'updated')
) as outcome
on kept.line_key = outcome.line_key
    and kept.shop_key = outcome.shop_key
    and kept.line_text = outcome.line_text
when matched then update by name
when not matched then insert by name
