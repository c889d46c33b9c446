-- What is known of each text that was typed; is_named: it stands for a person or an order.
-- grain: one text
with final as (
    select
        asked.who,
        asked.state,
        substr(keyed_digest('text', asked.who), 1, 16) as digest
    from asked
)

select * from final
order by digest
