-- How many orders the lines of a file make, with whom, and for how much.
-- grain: one row
with final as (
    select
        count(*) as records,
        count(*) filter (where identity = 1) as by_nick,
        count(*) filter (where identity = 2) as by_phone,
        count(*) filter (where identity = 3) as by_address,
        count(*) filter (where identity = 4) as masked,
        count(*) filter (where identity = 0) as nobody,
        coalesce(sum(net), 0)::decimal(38, 2) as net_total
    from batch
)

select * from final
