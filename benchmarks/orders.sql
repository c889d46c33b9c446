-- One made-up order per row, a pure function of its number: any two exports that share numbers share orders.
-- Grain: order, numbers $first .. $first + $orders - 1 (variables first, orders, customers, seed, pace).
with numbered as (
    select
        range as n,
        hash(range, getvariable('seed')) as a,
        hash(range, getvariable('seed') + 1) as b,
        hash(range, getvariable('seed') + 2) as c,
        range * getvariable('pace') as created,
        -- how old the order is when the export is taken, which is right after its last order
        (getvariable('first') + getvariable('orders') - range) * getvariable('pace') as age
    from range(getvariable('first'), getvariable('first') + getvariable('orders'))
),
drawn as (
    select
        n, a, b, c, created, age,
        -- the product of two even draws: a few customers order often, most seldom
        ((a % 1048576) * ((a >> 20) % 1048576) * getvariable('customers')::ubigint) >> 40 as customer,
        (b % 1000)::integer as fate,
        990 + (((b >> 10) % 1000) * ((b >> 20) % 1000) // 16)::bigint as goods,
        1 + ((b >> 30) % 10 >= 8)::integer + ((b >> 34) % 20 >= 19)::integer as quantity
    from numbered
),
priced as (
    select
        *,
        case when goods < 8800 and (b >> 40) % 4 > 0 then 600 else 0 end as postage,
        fate >= 75 as paid,
        case
            when fate < 75 then case when age > 86400 then 4 else 0 end
            when fate < 120 and age > 10 * 86400 then 5
            when age < 86400 then 1
            when age < 6 * 86400 or fate < 120 then 2
            else 3
        end as state
    from drawn
),
final as (
    select
        *,
        goods + postage as due,
        case
            when state = 5 then goods + postage
            when fate between 120 and 144 and age > 15 * 86400 then goods // 5
            else 0
        end as refund
    from priced
)
select n, a, b, c, created, customer, goods, postage, due, quantity, paid, state, refund,
    case when paid then due - refund else 0 end as net
from final
