-- Item lines as they are kept.
select * exclude (file_key) from kept.order_lines order by all
