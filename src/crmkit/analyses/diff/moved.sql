-- The customers who are in another group than before, came or went, the most money first; whose risk was or is unknown is
-- in no other group.
-- grain: customer who moved
with final as (
    select
        customers.customer,
        moves.from_code,
        moves.to_code,
        moves.before_fen,
        moves.after_fen,
        moves.customer_key
    from moves
    left join customers on moves.customer_key = customers.customer_key
    where
        moves.from_code is null
        or moves.to_code is null
        or (moves.from_code <> moves.to_code and moves.from_code <> 'unknown' and moves.to_code <> 'unknown')
)

select * from final
order by greatest(before_fen, after_fen) desc, customer asc nulls last, customer_key asc
