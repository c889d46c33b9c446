-- The platform whose export a file is; of customer tables that were loaded before, their dialect says it.
alter table files add column platform varchar;

update files set platform = case dialect
    when 'customer_table' then 'taobao'
    when 'shopify_customers' then 'shopify'
    when 'youzan_customers' then 'youzan'
end
