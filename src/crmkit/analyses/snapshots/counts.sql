-- Customers and money of each group, by each of the four kinds of groups.
-- grain: kind + group
with kinds as (
    select 'segment' as kind, segment as code, net_fen from standings
    union all
    select 'tier' as kind, tier as code, net_fen from standings
    union all
    select 'stage' as kind, stage as code, net_fen from standings
    union all
    select 'risk' as kind, risk as code, net_fen from standings
),

final as (
    select
        kind,
        code,
        count(*) as customers,
        cast(sum(net_fen) as bigint) as net_fen
    from kinds
    group by kind, code
)

select * from final
