-- Refund cases as they are kept.
select * exclude (file_key) from kept.refunds order by all
