-- The same of what questions learnt, where one did.
-- grain: table
with final as (
    select 'models' as name, count(*) as rows, bit_xor(hash(models)) as digest from kept.models as models
)

select * from final
