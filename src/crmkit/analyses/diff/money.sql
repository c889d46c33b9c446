-- The customers ($top of them) whose money grew most ($sign = 1) or shrank most ($sign = -1); no name for who is no
-- longer known.
-- grain: customer
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
    where $sign * (moves.after_fen - moves.before_fen) > 0
)

select * from final
order by $sign * (after_fen - before_fen) desc, customer asc nulls last, customer_key asc
limit $top
