-- The money of rejected lines, where it can be read.
-- grain: one row
with final as (
    select cast(sum(amount) as decimal(38, 2)) as amount
    from quarantine
)

select * from final
