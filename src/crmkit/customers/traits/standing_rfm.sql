-- What segments and value tiers are computed from, of all history up to the day of the traits.
-- grain: customer who bought
with final as (
    select
        customer_key,
        last_purchase_on,
        recency_days,
        purchase_days as frequency,
        net_fen as monetary_fen,
        net_fen
    from trait_bought
    where purchase_days > 0
)

select * from final
