-- Files of which every order is still as it came, whose orders add up to another amount than the file's account.
-- grain: loaded file
with orders as (
    select
        file_key,
        count(*) as orders,
        sum(net) as net
    from kept.orders
    group by file_key
),

returned as (
    select distinct file_key
    from kept.refunds
    where starts_with(coalesce(refund_text, ''), '>')
),

final as (
    select
        null as order_id,
        null as customer,
        files.file,
        files.first_day as day,
        (orders.net - files.net_total)::decimal(38, 2) as amount,
        orders.net::varchar || ' / ' || files.net_total::varchar as value
    from loaded_files as files
    inner join orders on orders.file_key = files.file_key
    left join returned on returned.file_key = files.file_key
    where files.kind = 'orders'
        and returned.file_key is null
        and orders.orders = files.records
        and coalesce(files.forgotten_lines, 0) = 0  -- their money is not in its total
        and orders.net <> files.net_total
)

select * from final
