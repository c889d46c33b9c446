-- What each customer of the batch adds to the store.
-- grain: one customer of the batch
with final as (
    select
        batch.lines,
        batch.padded,
        case
            when kept.customer_key is null then 'new'
            when greatest(kept.gender, batch.gender) is distinct from kept.gender
                or greatest(kept.birthday, batch.birthday) is distinct from kept.birthday
                or greatest(kept.level, batch.level) is distinct from kept.level
                or greatest(kept.province, batch.province) is distinct from kept.province
                or greatest(kept.city, batch.city) is distinct from kept.city then 'updated'
            else 'unchanged'
        end as verdict
    from batch
    left join target.kept.customer_facts as kept on kept.customer_key = batch.customer_key
)

select * from final
