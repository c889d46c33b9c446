-- How many buyers came new to a product or a place after each customer, in millionths of a buyer: everyone who comes
-- new is shared out equally among those who came new there in the $reach days before (docs/metrics.md, model value).
-- Nothing after $as_of counts; a purchase counts even when the goods went back, for the customer came all the same;
-- no buyer is shared out in the first $reach days of the data, whose own past is not known.
-- grain: customer
with entries as (
    select
        customer_key,
        1 as kind,
        title_key as scene,
        purchase_day - $as_of as day
    from outlook_met
    where purchase_day <= $as_of
    union all
    select
        customer_key,
        2 as kind,
        hash(coalesce(city, province)) as scene,
        min(purchase_day) - $as_of as day
    from sales
    where customer_key is not null and purchase_day <= $as_of and coalesce(city, province) is not null
    group by customer_key, hash(coalesce(city, province))
),

arrivals as (
    select
        kind,
        scene,
        day,
        count(*) as newcomers
    from entries
    group by kind, scene, day
),

preceded as (
    select
        kind,
        scene,
        day,
        newcomers,
        sum(newcomers) over (
            partition by kind, scene order by day range between $reach preceding and 1 preceding
        ) as ahead
    from arrivals
),

shared as (
    select
        kind,
        scene,
        day,
        case
            when ahead > 0 and day >= $data_from - $as_of + $reach then cast(floor(newcomers * 1000000 / ahead) as bigint)
            else 0
        end as each
    from preceded
),

followed as (
    select
        kind,
        scene,
        day,
        sum(each) over (partition by kind, scene order by day range between 1 following and $reach following) as led
    from shared
),

final as (
    select
        entries.customer_key,
        cast(sum(coalesce(followed.led, 0)) as bigint) as led,
        max(entries.kind) = 2 as has_place,
        min(entries.kind) = 1 as has_product
    from entries
    inner join followed
        on entries.kind = followed.kind and entries.scene = followed.scene and entries.day = followed.day
    group by entries.customer_key
)

select * from final
order by customer_key
