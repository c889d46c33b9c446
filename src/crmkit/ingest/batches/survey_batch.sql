-- How many orders the lines of a file make, of which buyers, and for how much; of how many the lines contradict each other.
-- grain: one row
with final as (
    select
        count(*) as records,
        count(*) filter (where identity = 1) as by_nick,
        count(*) filter (where identity = 2) as by_phone,
        count(*) filter (where identity = 3) as by_address,
        count(*) filter (where identity = 4) as masked,
        count(*) filter (where identity = 0) as unidentified,
        coalesce(sum(net), 0)::decimal(38, 2) as net_total,
        count(*) filter (where is_contradicted) as contradicted,
        sum(net + refund) filter (where is_contradicted)::decimal(38, 2) as contradicted_money,
        count(*) filter (where is_rounded) as rounded
    from batch
)

select * from final
