-- The customers who went from one group to another, or stayed, and their money before and after.
-- grain: group before + group after
with final as (
    select
        from_code,
        to_code,
        count(*) as customers,
        cast(sum(before_fen) as bigint) as before_fen,
        cast(sum(after_fen) as bigint) as after_fen
    from moves
    group by from_code, to_code
)

select * from final
