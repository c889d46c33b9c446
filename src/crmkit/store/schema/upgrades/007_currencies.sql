-- What the amount of a refund case is in, where its file says so; of what was loaded before it is not known.
alter table refunds add column currency varchar;

-- Chinese platforms pay back in yuan; of any other file every answer says that its refunds were deducted one to one.
insert into findings by name
select
    file_key,
    'refund_currency_unrecorded' as code,
    count(*) as rows,
    sum(refunds.amount)::decimal(38, 2) as amount
from refunds
inner join files using (file_key)
where files.kind = 'refunds' and refunds.status = 2 and files.dialect not in ('taobao_refunds', 'douyin_refunds')
group by file_key
