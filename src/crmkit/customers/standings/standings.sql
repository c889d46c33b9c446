-- Where each customer stands: segment, tier, stage, money, and the risk that was predicted ($keys, $risks), if any was.
-- grain: customer who bought
with with_risk as (
    select
        unnest(cast($keys as ubigint[])) as customer_key,
        unnest(cast($risks as varchar[])) as risk
),

final as (
    select
        bought.customer_key,
        standing.segment,
        standing.tier,
        rhythm.stage,
        with_risk.risk,
        bought.net_fen
    from trait_bought as bought
    inner join trait_standing as standing on bought.customer_key = standing.customer_key
    inner join trait_rhythm as rhythm on bought.customer_key = rhythm.customer_key
    left join with_risk on bought.customer_key = with_risk.customer_key
    where bought.purchase_days > 0
)

select * from final
