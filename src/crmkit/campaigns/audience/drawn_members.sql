-- Who is on the list, who is held out and who is left out; who may be contacted but is beyond $most, too. Those are held out
-- whose draw is below the share: the first 8 hexadecimal digits of SHA-256 of the salt and the name, compared as text with those
-- of the share ($below), which are ordered like the numbers. Reads the temporary table ranking.
-- grain: customer
with final as (
    select
        customer_key,
        case
            when reason is not null or place > $most then 'left_out'
            when substr(sha256($salt || '|' || customer), 1, 8) < $below then 'holdout'
            else 'list'
        end as arm,
        case when reason is not null then reason when place > $most then 'over_max' end as reason,
        place
    from ranking
)

select * from final
