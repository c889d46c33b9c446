-- What each customer who matches last said of being written to on a channel ($channel): the newest answer for it or for all
-- channels counts, of answers of one moment the one that forbids more; who blocked has blocked.
-- grain: customer who said anything
with answers as (
    select
        consents.customer_key,
        consents.answer,
        row_number() over (
            partition by consents.customer_key
            order by consents.since desc, case consents.answer when 'yes' then 1 else 0 end asc
        ) as turn
    from consents
    inner join audience on audience.customer_key = consents.customer_key
    where consents.channel in ('', $channel)
),

final as (
    select
        customer_key,
        max(case when answer = 'blocked' then 1 else 0 end) as is_blocked,
        max(case when turn = 1 and answer = 'yes' then 1 else 0 end) as agreed,
        max(case when turn = 1 and answer = 'no' then 1 else 0 end) as refused
    from answers
    group by customer_key
)

select * from final
