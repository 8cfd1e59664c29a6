//! The tables of the shop, and what is asked of them.

use sqlx::{Database, Pool, Postgres, Sqlite, Transaction};

use crate::{Customer, Order, State};

/// What is on the shelves of a new shop.
const FIRST_ARTICLES: [(&str, i64); 4] = [
    ("difference engine", 0),
    ("saucer", 12),
    ("teacup", 500),
    ("teapot", 500),
];

/// A database that the shop runs on: SQLite or PostgreSQL.
///
/// Not `async fn`s, which would leave open whether their futures are `Send`.
pub trait Store: Database {
    /// Creates the tables where they are not there, and puts a first few articles on the shelves.
    fn create(pool: &Pool<Self>) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// The number of a new customer, or none where the address is taken.
    fn insert_customer(
        tx: &mut Transaction<'_, Self>,
        email: &str,
        name: &str,
    ) -> impl Future<Output = sqlx::Result<Option<i64>>> + Send;

    /// A customer by number.
    fn customer(
        tx: &mut Transaction<'_, Self>,
        id: i64,
    ) -> impl Future<Output = sqlx::Result<Option<Customer>>> + Send;

    /// A customer by address.
    fn customer_by_email(
        tx: &mut Transaction<'_, Self>,
        email: &str,
    ) -> impl Future<Output = sqlx::Result<Option<Customer>>> + Send;

    /// The number of a new order.
    fn insert_order(
        tx: &mut Transaction<'_, Self>,
        customer: i64,
        article: &str,
        count: i64,
    ) -> impl Future<Output = sqlx::Result<i64>> + Send;

    /// How many are left, or none where there were not enough.
    fn take_from_stock(
        tx: &mut Transaction<'_, Self>,
        article: &str,
        count: i64,
    ) -> impl Future<Output = sqlx::Result<Option<i64>>> + Send;

    /// Puts back what was taken.
    fn put_into_stock(
        tx: &mut Transaction<'_, Self>,
        article: &str,
        count: i64,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Takes an order that is placed to another state; none where it is not, or is not there.
    fn advance(
        tx: &mut Transaction<'_, Self>,
        id: i64,
        to: State,
    ) -> impl Future<Output = sqlx::Result<Option<Order>>> + Send;

    /// An order by number.
    fn order(
        tx: &mut Transaction<'_, Self>,
        id: i64,
    ) -> impl Future<Output = sqlx::Result<Option<Order>>> + Send;

    /// All that is for sale, with what is left of it.
    fn articles(pool: &Pool<Self>)
    -> impl Future<Output = sqlx::Result<Vec<(String, i64)>>> + Send;

    /// Up to `limit` customers after the one with the number `after`, in the order of their numbers.
    fn customers_after(
        pool: &Pool<Self>,
        after: i64,
        limit: i64,
    ) -> impl Future<Output = sqlx::Result<Vec<Customer>>> + Send;

    /// The same of orders, with their customers.
    fn orders_after(
        pool: &Pool<Self>,
        after: i64,
        limit: i64,
    ) -> impl Future<Output = sqlx::Result<Vec<(Order, Customer)>>> + Send;

    /// The orders that have no points, and those that were cancelled and have some.
    fn orders_without_points(
        pool: &Pool<Self>,
    ) -> impl Future<Output = sqlx::Result<Vec<Order>>> + Send;

    /// Writes down the points of an order, where nothing is written down for it yet.
    fn credit(
        pool: &Pool<Self>,
        order: i64,
        customer: i64,
        points: i64,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Writes down that there are no points for an order, whatever was written down before.
    fn revoke(
        pool: &Pool<Self>,
        order: i64,
        customer: i64,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

type CustomerRow = (i64, String, String);

fn customer((id, email, name): CustomerRow) -> Customer {
    Customer { id, email, name }
}

type OrderRow = (i64, i64, String, i64, String);

fn order((id, customer, article, count, state): OrderRow) -> sqlx::Result<Order> {
    let unknown = || sqlx::Error::Decode(format!("there is no state {state:?}").into());
    Ok(Order {
        id,
        customer,
        article,
        count,
        state: State::of(&state).ok_or_else(unknown)?,
    })
}

/// The SQL is portable, and sqlx's types are not: so one text, and two implementations. A database
/// has its own way to number rows, and to keep two who create tables out of each other's way.
macro_rules! store {
    ($database:ty, number = $number:literal, create = [$($begin:literal),+]) => {
        impl Store for $database {
            async fn create(pool: &Pool<Self>) -> sqlx::Result<()> {
                const TABLES: [&str; 4] = [
                    concat!("CREATE TABLE IF NOT EXISTS customers (\
                        id ", $number, ", email TEXT NOT NULL UNIQUE, name TEXT NOT NULL)"),
                    "CREATE TABLE IF NOT EXISTS articles (\
                        name TEXT PRIMARY KEY, stock BIGINT NOT NULL CHECK (stock >= 0))",
                    concat!("CREATE TABLE IF NOT EXISTS orders (\
                        id ", $number, ", customer_id BIGINT NOT NULL REFERENCES customers (id), \
                        article TEXT NOT NULL, count BIGINT NOT NULL, state TEXT NOT NULL)"),
                    "CREATE TABLE IF NOT EXISTS loyalty (\
                        order_id BIGINT PRIMARY KEY, customer_id BIGINT NOT NULL, \
                        points BIGINT NOT NULL)",
                ];
                let begin = [$($begin),+];
                let mut tx = pool.begin_with(begin[0]).await?;
                for statement in begin[1..].iter().chain(&TABLES) {
                    sqlx::query(*statement).execute(&mut *tx).await?;
                }
                let stocked = sqlx::query_scalar("SELECT count(*) FROM articles");
                let stocked: i64 = stocked.fetch_one(&mut *tx).await?;
                for (name, stock) in FIRST_ARTICLES.iter().filter(|_| stocked == 0) {
                    let insert = sqlx::query("INSERT INTO articles (name, stock) VALUES ($1, $2)");
                    insert.bind(name).bind(stock).execute(&mut *tx).await?;
                }
                tx.commit().await
            }

            async fn insert_customer(
                tx: &mut Transaction<'_, Self>,
                email: &str,
                name: &str,
            ) -> sqlx::Result<Option<i64>> {
                let insert = "INSERT INTO customers (email, name) VALUES ($1, $2) \
                              ON CONFLICT DO NOTHING RETURNING id";
                let insert = sqlx::query_scalar(insert).bind(email).bind(name);
                insert.fetch_optional(&mut **tx).await
            }

            async fn customer(
                tx: &mut Transaction<'_, Self>,
                id: i64,
            ) -> sqlx::Result<Option<Customer>> {
                let select = sqlx::query_as("SELECT id, email, name FROM customers WHERE id = $1");
                let row: Option<CustomerRow> = select.bind(id).fetch_optional(&mut **tx).await?;
                Ok(row.map(customer))
            }

            async fn customer_by_email(
                tx: &mut Transaction<'_, Self>,
                email: &str,
            ) -> sqlx::Result<Option<Customer>> {
                let select =
                    sqlx::query_as("SELECT id, email, name FROM customers WHERE email = $1");
                let row: Option<CustomerRow> =
                    select.bind(email).fetch_optional(&mut **tx).await?;
                Ok(row.map(customer))
            }

            async fn insert_order(
                tx: &mut Transaction<'_, Self>,
                customer: i64,
                article: &str,
                count: i64,
            ) -> sqlx::Result<i64> {
                let insert = "INSERT INTO orders (customer_id, article, count, state) \
                              VALUES ($1, $2, $3, 'placed') RETURNING id";
                let insert = sqlx::query_scalar(insert).bind(customer).bind(article);
                insert.bind(count).fetch_one(&mut **tx).await
            }

            async fn take_from_stock(
                tx: &mut Transaction<'_, Self>,
                article: &str,
                count: i64,
            ) -> sqlx::Result<Option<i64>> {
                let take = "UPDATE articles SET stock = stock - $2 \
                            WHERE name = $1 AND stock >= $2 RETURNING stock";
                let take = sqlx::query_scalar(take).bind(article).bind(count);
                take.fetch_optional(&mut **tx).await
            }

            async fn put_into_stock(
                tx: &mut Transaction<'_, Self>,
                article: &str,
                count: i64,
            ) -> sqlx::Result<()> {
                let put = sqlx::query("UPDATE articles SET stock = stock + $2 WHERE name = $1");
                put.bind(article).bind(count).execute(&mut **tx).await?;
                Ok(())
            }

            async fn advance(
                tx: &mut Transaction<'_, Self>,
                id: i64,
                to: State,
            ) -> sqlx::Result<Option<Order>> {
                let advance = "UPDATE orders SET state = $2 WHERE id = $1 AND state = 'placed' \
                               RETURNING id, customer_id, article, count, state";
                let advance = sqlx::query_as(advance).bind(id).bind(to.name());
                let row: Option<OrderRow> = advance.fetch_optional(&mut **tx).await?;
                row.map(order).transpose()
            }

            async fn order(
                tx: &mut Transaction<'_, Self>,
                id: i64,
            ) -> sqlx::Result<Option<Order>> {
                let select = "SELECT id, customer_id, article, count, state FROM orders \
                              WHERE id = $1";
                let select = sqlx::query_as(select).bind(id);
                let row: Option<OrderRow> = select.fetch_optional(&mut **tx).await?;
                row.map(order).transpose()
            }

            async fn articles(pool: &Pool<Self>) -> sqlx::Result<Vec<(String, i64)>> {
                let select = sqlx::query_as("SELECT name, stock FROM articles ORDER BY name");
                select.fetch_all(pool).await
            }

            async fn customers_after(
                pool: &Pool<Self>,
                after: i64,
                limit: i64,
            ) -> sqlx::Result<Vec<Customer>> {
                let select = "SELECT id, email, name FROM customers WHERE id > $1 \
                              ORDER BY id LIMIT $2";
                let select = sqlx::query_as(select).bind(after).bind(limit);
                let rows: Vec<CustomerRow> = select.fetch_all(pool).await?;
                Ok(rows.into_iter().map(customer).collect())
            }

            async fn orders_after(
                pool: &Pool<Self>,
                after: i64,
                limit: i64,
            ) -> sqlx::Result<Vec<(Order, Customer)>> {
                let select = "SELECT orders.id, customer_id, article, count, state, email, name \
                              FROM orders JOIN customers ON customers.id = customer_id \
                              WHERE orders.id > $1 ORDER BY orders.id LIMIT $2";
                let select = sqlx::query_as(select).bind(after).bind(limit);
                let rows: Vec<(i64, i64, String, i64, String, String, String)> =
                    select.fetch_all(pool).await?;
                let both = rows.into_iter().map(|(id, customer_id, article, count, state, email, name)| {
                    let order = order((id, customer_id, article, count, state))?;
                    Ok((order, customer((customer_id, email, name))))
                });
                both.collect()
            }

            async fn orders_without_points(pool: &Pool<Self>) -> sqlx::Result<Vec<Order>> {
                let select = "SELECT id, orders.customer_id, article, count, state \
                              FROM orders LEFT JOIN loyalty ON order_id = id \
                              WHERE points IS NULL OR (state = 'cancelled' AND points > 0)";
                let rows: Vec<OrderRow> = sqlx::query_as(select).fetch_all(pool).await?;
                rows.into_iter().map(order).collect()
            }

            async fn credit(
                pool: &Pool<Self>,
                order: i64,
                customer: i64,
                points: i64,
            ) -> sqlx::Result<()> {
                let insert = "INSERT INTO loyalty (order_id, customer_id, points) \
                              VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                let insert = sqlx::query(insert).bind(order).bind(customer).bind(points);
                insert.execute(pool).await?;
                Ok(())
            }

            async fn revoke(pool: &Pool<Self>, order: i64, customer: i64) -> sqlx::Result<()> {
                let upsert = "INSERT INTO loyalty (order_id, customer_id, points) \
                              VALUES ($1, $2, 0) ON CONFLICT (order_id) DO UPDATE SET points = 0";
                let upsert = sqlx::query(upsert).bind(order).bind(customer);
                upsert.execute(pool).await?;
                Ok(())
            }
        }
    };
}

store!(
    Sqlite,
    number = "INTEGER PRIMARY KEY",
    create = ["BEGIN IMMEDIATE"]
);
store!(
    Postgres,
    number = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    // `IF NOT EXISTS` alone fails for one of two who create a table at the same moment.
    create = ["BEGIN", "SELECT pg_advisory_xact_lock(7376815)"]
);
