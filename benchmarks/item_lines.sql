-- One made-up item line per row: orders of one to four lines, 2.5 in the mean, a pure function of the order's number.
-- Grain: item line of the orders 0 .. $orders - 1 (variables orders, customers, seed, pace, nicks, titles).
with numbered as (
    select
        range as n,
        hash(range, getvariable('seed')) as a,
        unnest(range(1 + range % 4)) as place
    from range(getvariable('orders'))
),
drawn as (
    select
        n, place,
        -- the product of two even draws: a few customers order often, most seldom
        ((a % 1048576) * ((a >> 20) % 1048576) * getvariable('customers')::ubigint) >> 40 as customer,
        -- every fortieth order has the same article on all of its lines
        hash(n * 8 + case when (a >> 44) % 40 = 0 then 0 else place end, getvariable('seed') + 1) as b
    from numbered
),
chosen as (
    select
        n, customer,
        b % 3000 as article,
        1 + ((b >> 20) % 10 >= 7)::integer + ((b >> 30) % 20 >= 19)::integer as quantity
    from drawn
),
final as (
    select
        n,
        customer,
        timestamp '2022-07-01 00:00:00' + to_seconds(n * getvariable('pace')) as ordered_at,
        getvariable('nicks')[1 + (customer % len(getvariable('nicks')))::integer]
            || lpad(((customer * 7919 + 1234) % 100000000)::varchar, 8, '0') as nick,
        'S' || (10000 + article)::varchar as sku,
        getvariable('titles')[1 + (article % len(getvariable('titles')))::integer] as title,
        quantity,
        (190 + article * 37 % 19000)::bigint as price
    from chosen
)
select n, customer, ordered_at, nick, sku, title, quantity, price from final
